// subcam sessions import: sessions that were exported as JSON, as they were.
import { readDocumentText } from '../../../archive/index.ts';
import { command } from '../../command.ts';
import { DATA_ARGS, openDataAccess } from '../../data-access.ts';
import { readWhole } from '../../read-whole.ts';
import { counted } from '../../session-lines.ts';

export const importCommand = command({
  name: 'sessions import',
  description: 'Take sessions back that were exported as JSON',
  args: {
    file: { type: 'positional', description: 'What "subcam sessions export" wrote; - is standard input', required: true },
    ...DATA_ARGS,
  },
  notes:
    'A session that is there already, and is the same, is left as it is; one that is not the same is refused. Each session is taken whole or not at all, in their order.',
  run: async (args, terminal) => {
    const document = readDocumentText(await readWhole(args.file, terminal));
    await using access = await openDataAccess(args, terminal, { changes: true });
    const { imported, there_already: there } = await access.data.importDocument(document);
    if (args.json === true) terminal.out(JSON.stringify({ imported, there_already: there }));
    else terminal.out(`${counted(imported.length, 'session')} imported${there.length === 0 ? '' : `, ${there.length} there already`}.`);
    return 0;
  },
});
