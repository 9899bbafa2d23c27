package io.devctl.console.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyReaderTest {
    private static List<Key> keys(String sent) {
        KeyReader reader = new KeyReader();
        List<Key> keys = new ArrayList<>();
        sent.chars().forEach(c -> keys.addAll(reader.take((char) c)));
        keys.addAll(reader.pause());
        return keys;
    }

    @Test
    void knowsWhatTerminalsSendForKeysThatTypeNothing() {
        assertThat(keys("\u001b[A\u001bOB\u001b[5~\u001b[6~\u001b[H\u001b[4~\r\u007f"))
                .extracting(Key::kind)
                .containsExactly(
                        Key.Kind.UP,
                        Key.Kind.DOWN,
                        Key.Kind.PAGE_UP,
                        Key.Kind.PAGE_DOWN,
                        Key.Kind.HOME,
                        Key.Kind.END,
                        Key.Kind.ENTER,
                        Key.Kind.BACKSPACE);
    }

    @Test
    void takesAnEscapeThatNothingFollowsForTheKey() {
        assertThat(keys("\u001b")).containsExactly(Key.of(Key.Kind.ESCAPE));
        assertThat(keys("\u001b\u001b[A")).containsExactly(Key.of(Key.Kind.ESCAPE), Key.of(Key.Kind.UP));
    }

    @Test
    void swallowsWhatATerminalAnswers() {
        assertThat(keys("\u001b[?62;4c\u001b[12;40R\u001b]11;rgb:0000/0000/0000\u0007q"))
                .containsExactly(Key.of('q'));
    }

    @Test
    void readsCharactersBeyondTheFirst65536() {
        assertThat(keys("é🚀")).containsExactly(Key.of('é'), Key.of(0x1F680));
    }

    @Test
    void survivesAnythingAndIsItselfAgainAfterAPause() {
        Random random = new Random(1);
        KeyReader reader = new KeyReader();
        for (int i = 0; i < 100_000; i++) {
            char c = random.nextInt(3) == 0 ? "\u001b[O;?~A".charAt(random.nextInt(7)) : (char) random.nextInt(0x10000);
            reader.take(c);
        }
        reader.pause();

        assertThat(reader.take('r')).contains(Key.of('r'));
    }
}
