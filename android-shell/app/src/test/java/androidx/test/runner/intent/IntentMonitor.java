package androidx.test.runner.intent;

/** The type that Robolectric registers. */
public interface IntentMonitor {}
