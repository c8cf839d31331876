package androidx.test.runner.lifecycle;

/** The stages of an activity, by the names that Robolectric uses. */
public enum Stage {
    PRE_ON_CREATE,
    CREATED,
    STARTED,
    RESUMED,
    PAUSED,
    STOPPED,
    RESTARTED,
    DESTROYED,
}
