// Glossary: terms that translations have as somebody has set them down, kept in a file, read and written as CSV.
export { openGlossary, type Glossary, type GlossaryOptions } from './glossary.ts';
export { readGlossaryCsv, writeGlossaryCsv } from './glossary-csv.ts';
export { pairText, parsePair } from './language-pairs.ts';
