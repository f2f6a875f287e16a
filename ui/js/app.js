// What makes the pages live. Everything here is an addition: each page reads and posts without it.
import "htmx.org/dist/htmx.js";
import "./frame.js";
