/** Files as services.yaml names them: by name, by folder, by glob. */
@NullMarked
package io.devctl.supervise.files;

import org.jspecify.annotations.NullMarked;
