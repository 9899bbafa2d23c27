package io.devctl.migrate.check;

/** Looks at statements for one group of rules. Keeps nothing from one file to the next. */
interface Inspection {
    void look(Part part, Known known, Findings findings);
}
