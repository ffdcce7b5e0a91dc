package io.retune.cli.console;

/** What is said when Ctrl-C, or another signal, ends the process before this is called off. */
public final class Farewell {
    private final Thread hook;

    private Farewell(Thread hook) {
        this.hook = hook;
    }

    /** Prepares to say something. */
    public static Farewell say(Console console, String words) {
        Thread hook = new Thread(() -> console.note(words), "farewell");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Farewell(hook);
    }

    /** Nothing needs to be said any more. */
    public void callOff() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and it is being said.
        }
    }
}
