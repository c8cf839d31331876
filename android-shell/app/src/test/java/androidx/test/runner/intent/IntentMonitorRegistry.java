package androidx.test.runner.intent;

/** Where Robolectric registers what listens. */
public final class IntentMonitorRegistry {
    private IntentMonitorRegistry() {}

    public static void registerInstance(IntentMonitor monitor) {}
}
