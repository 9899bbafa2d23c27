package io.devctl.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes a folder that is there whole or not at all: elsewhere first, then under its name in one step. */
final class Workshop {
    private Workshop() {}

    /** Makes the folder inside the one it is given and says where. */
    @FunctionalInterface
    interface Work {
        Path in(Path work) throws IOException;
    }

    /**
     * Makes {@code folder/name}; what is there under that name is replaced. The caller holds a lock under which nobody else
     * makes it.
     *
     * @throws io.devctl.model.DevctlException when it cannot be made; nothing of it is left then
     */
    static void make(Path folder, String name, Work how) {
        Path target = folder.resolve(name);
        try {
            Trees.deleteLeftovers(folder, name + ".new*");
            Path work = Files.createTempDirectory(folder, name + ".new");
            try {
                Path made = how.in(work);
                Trees.delete(target); // someone may have cleaned up by halves
                Files.move(made, target);
            } finally {
                Trees.delete(work);
            }
        } catch (IOException e) {
            throw StateDirectory.unusable(target, e);
        }
    }
}
