package androidx.test.runner.intent;

/** Robolectric asks whether a test answers intents; none does. */
public final class IntentStubberRegistry {
    private IntentStubberRegistry() {}

    public static boolean isLoaded() {
        return false;
    }
}
