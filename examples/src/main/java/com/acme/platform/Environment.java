package com.acme.platform;

/** What a service is told by whoever starts it. */
public final class Environment {
    private Environment() {}

    /** The value of a variable that must be there. */
    public static String required(String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException("the environment variable " + name + " is not set");
        }
        return value;
    }

    /** The value of a variable that must be a whole number. */
    public static int number(String name) {
        String value = required(name);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException notANumber) {
            throw new IllegalStateException(
                    "the environment variable " + name + " is not a number: " + value, notANumber);
        }
    }
}
