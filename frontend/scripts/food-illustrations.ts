/**
 * Writes the illustrations that the shop's products and categories use to public/food/.
 *
 * Which ones is said by the catalog (shop/demo/catalog/icons.txt) and, for empty pages, by the storefront itself
 * (interface-illustrations.txt); the drawings come from Fluent Emoji Flat
 * (Microsoft, MIT). A name that the set does not have stops the build.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

interface IconSet {
  width: number;
  height: number;
  icons: Record<string, { body: string; width?: number; height?: number } | undefined>;
  aliases?: Record<string, { parent: string } | undefined>;
}

const require = createRequire(import.meta.url);
const set = require('@iconify-json/fluent-emoji-flat/icons.json') as IconSet;
const wanted = ['../../shop/demo/catalog/icons.txt', './interface-illustrations.txt'].flatMap((list) =>
  readFileSync(new URL(list, import.meta.url), 'utf8').split(/\s+/),
);
const target = new URL('../public/food/', import.meta.url);

mkdirSync(target, { recursive: true });
for (const name of new Set(wanted.filter(Boolean))) {
  const icon = set.icons[name] ?? set.icons[set.aliases?.[name]?.parent ?? ''];
  if (!icon) {
    throw new Error(`A list asks for the illustration "${name}", which Fluent Emoji Flat does not have.`);
  }
  const [width, height] = [icon.width ?? set.width, icon.height ?? set.height];
  writeFileSync(
    new URL(`${name}.svg`, target),
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">${icon.body}</svg>\n`,
  );
}
writeFileSync(
  new URL('LICENSE.txt', target),
  readFileSync(new URL('./food-illustrations-license.txt', import.meta.url), 'utf8'),
);
