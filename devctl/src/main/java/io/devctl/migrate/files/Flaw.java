package io.devctl.migrate.files;

import io.devctl.model.DevctlException;

/**
 * What makes a set of migrations unusable.
 *
 * @param kind what sort of thing it is
 * @param shown the file or folder, as the user would type it
 * @param failure how it is told
 */
public record Flaw(Kind kind, String shown, DevctlException failure) {
    /** The sorts of flaws. */
    public enum Kind {
        /** A folder is not there or cannot be read. */
        FOLDER,
        /** A name does not follow the convention. */
        NAME,
        /** A file cannot be read or understood. */
        SCRIPT,
        /** Two files of one name differ. */
        TWICE,
        /** Two files have one version; neither is left out. */
        VERSION
    }
}
