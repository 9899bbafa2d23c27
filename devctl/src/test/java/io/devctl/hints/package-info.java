/** What keeps every hint true: the texts that stand behind {@code hint:}, and the tests that do what they say. */
@org.jspecify.annotations.NullMarked
package io.devctl.hints;
