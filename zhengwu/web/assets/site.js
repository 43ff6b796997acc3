// Everything here improves pages that work without it.
import htmx from "htmx.org/dist/htmx.esm.js";
import { start as buttons } from "./js/buttons.js";
import { start as dialogs } from "./js/dialogs.js";
import { start as drafts } from "./js/drafts.js";
import { start as formcheck } from "./js/formcheck.js";
import { start as hall } from "./js/hall.js";
import { start as keyboard } from "./js/keyboard.js";
import { start as passkeys } from "./js/passkeys.js";
import { start as polling } from "./js/polling.js";
import { start as speech } from "./js/speech.js";
import { start as tabs } from "./js/tabs.js";
import { start as uploads } from "./js/uploads.js";
import { start as counter } from "./js/window.js";

window.htmx = htmx;

const parts = [passkeys, buttons, dialogs, tabs, uploads, polling, counter, drafts, formcheck, hall];
const enhance = (root) => parts.forEach((part) => part(root));

enhance(document);
// Where one is stands in sight, however long the list of duties.
const [nav, here] = [document.getElementById("desk-nav"), document.querySelector("#desk-nav li [aria-current]")];
if (here && here.offsetTop > nav.clientHeight - 80) nav.scrollTop = here.offsetTop - nav.clientHeight / 2;
keyboard();
speech();
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) enhance(event.target);
});
