// Reads a dataset with the JSON-stat Toolkit and prints, as JSON, what it finds in it: its dimensions, and every cell by the ids of
// its categories. Run: node tests/tools/read_json_stat.mjs FILE
import { readFileSync } from "node:fs";
import JSONstat from "jsonstat-toolkit";

const read = JSONstat(JSON.parse(readFileSync(process.argv[2], "utf8")));
if (read.class !== "dataset") {
  throw new Error(`not a dataset but ${read.class}`);
}
const dimensions = read.id.map((id) => {
  const { label, role, id: categories } = read.Dimension(id);
  return { id, label, role, categories, labels: categories.map((one) => read.Dimension(id).Category(one).label) };
});
const cells = read.toTable({ type: "arrobj", content: "id", field: "id", status: true });
const { label, note, updated, source, extension, n } = read;
console.log(JSON.stringify({ label, note, updated, source, extension, n, dimensions, cells }));
