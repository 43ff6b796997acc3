// Builds everything a browser needs from pinned npm packages into ../static/build/: files named by
// their content, their compressed twins, a manifest and the icons. Run by `npm run build`.
import { brotliCompressSync, gzipSync } from "node:zlib";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..", "..");
const target = join(here, "..", "static", "build");
// Built aside and moved at the end: a page never meets half a build.
const out = `${target}.new`;

// Sass only composes the part of Tabler and Bootstrap we use; all else is plain CSS.
const compileSass = {
  name: "sass",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, ({ path }) => {
      const result = sass.compile(path, {
        loadPaths: [join(root, "node_modules")],
        quietDeps: true,
        logger: sass.Logger.silent,
      });
      return { contents: result.css, loader: "css" };
    });
  },
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const result = await esbuild.build({
  absWorkingDir: root,
  entryPoints: {
    site: join(here, "site.js"),
    diagram: join(here, "diagram.js"),
    modeler: join(here, "modeler.js"),
    charts: join(here, "charts.js"),
    "site-style": join(here, "site.css"),
    "diagram-style": join(here, "diagram.css"),
    "modeler-style": join(here, "modeler.css"),
  },
  outdir: out,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  metafile: true,
  legalComments: "none",
  format: "iife",
  // Offices and older phones still run browsers of these years.
  target: ["chrome88", "firefox85", "safari14"],
  // Safari 14.0 has a rare bug with it that no code of ours meets.
  supported: { destructuring: true },
  loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty", ".eot": "empty", ".svg": "file" },
  plugins: [compileSass],
  logLevel: "warning",
});

const manifest = {};
for (const [path, output] of Object.entries(result.metafile.outputs)) {
  const file = basename(path);
  const plain = file.replace(/-[0-9A-Z]{8}(?=\.\w+$)/, "").replace("-style.css", ".css");
  if (output.entryPoint) manifest[plain] = file;
  const content = readFileSync(join(out, file));
  writeFileSync(join(out, `${file}.gz`), gzipSync(content, { level: 9 }));
  writeFileSync(join(out, `${file}.br`), brotliCompressSync(content));
}
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 1));

const escape = (text) => String(text).replaceAll("&", "&amp;").replaceAll('"', "&quot;");
const markup = (nodes) =>
  nodes
    .map(([tag, attributes]) => {
      const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`);
      return `<${tag}${pairs.join("")}/>`;
    })
    .join("");
const icons = {};
for (const [kind, suffix] of [["outline", ""], ["filled", "-filled"]]) {
  const nodes = JSON.parse(readFileSync(join(root, `node_modules/@tabler/icons/tabler-nodes-${kind}.json`)));
  for (const [name, parts] of Object.entries(nodes)) icons[name + suffix] = markup(parts);
}
writeFileSync(join(out, "icons.json"), JSON.stringify(icons));
rmSync(target, { recursive: true, force: true });
renameSync(out, target);
console.log(`${Object.keys(manifest).length} assets, ${Object.keys(icons).length} icons`);
