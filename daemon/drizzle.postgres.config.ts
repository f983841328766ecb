// Schema -> migrations of Postgres: `drizzle-kit generate --config drizzle.postgres.config.ts` (in this folder) writes the SQL that the store runs at start.
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: ['./src/store/schema.postgres.ts', './src/store/webhook-tables.postgres.ts'],
  out: './drizzle-postgres',
});
