package androidx.test.runner.lifecycle;

/** The stages of an application, by the names that Robolectric uses. */
public enum ApplicationStage {
    PRE_ON_CREATE,
    CREATED,
}
