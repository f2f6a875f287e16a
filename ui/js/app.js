// What makes the pages live. Everything here is an addition: each page reads and posts without it.
import "./frame.js";
import "./list.js";
import "./live.js";
import "./rows.js";
import "./columns.js";
import "./upload.js";
import "./find.js";
import "./report.js";
import "./plan.js";
import "./grid.js";
import "./connection.js";
import "./form.js";
import "./pick.js";
