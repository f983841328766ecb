// Schema -> migrations: `drizzle-kit generate` (in this folder) writes the SQL that the store runs at start.
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: ['./src/store/schema.sqlite.ts', './src/store/webhook-tables.sqlite.ts'],
  out: './drizzle',
  casing: 'snake_case',
});
