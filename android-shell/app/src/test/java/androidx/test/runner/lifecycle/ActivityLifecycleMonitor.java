package androidx.test.runner.lifecycle;

/** The type that Robolectric registers. */
public interface ActivityLifecycleMonitor {}
