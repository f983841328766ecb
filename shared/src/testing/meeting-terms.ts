// For tests and benches of glossaries: a hundred terms and names, and sentences of meetings that hold them.

/** What has to be found in the translation of a sentence in which `source` stands. */
export interface SampleTerm {
  readonly source: string;
  /** In Portuguese; null: it stays as it is. */
  readonly target: string | null;
  readonly kind: 'product' | 'subject' | 'person';
}

export interface TermSentence {
  readonly text: string;
  /** Those that stand in it, in its order. */
  readonly terms: readonly SampleTerm[];
}

const PRODUCTS =
  'Kubernetes|Grafana|Nimbus Edge|Blue Lantern|Quickstep|Fieldnote|Harbor|Red Panda|Pathfinder|Sandpiper|Copperline|Night Owl|Terraform|Snowcap|Figma|Bright Path|Redis|Overlook|Stackwise|Open Gate|Silver Birch|Lumen|Jira|Slack|Tailwind|Home Base|Switchyard|Postgres|Echo|Meridian|Keystone|First Light|Prism|Outpost|Ledger';

const SUBJECTS = [
  ['sprint review', 'revisão da sprint'],
  ['daily standup', 'reunião diária'],
  ['backlog', 'lista de pendências'],
  ['action item', 'item de ação'],
  ['rollout', 'implantação gradual'],
  ['burn rate', 'taxa de consumo de caixa'],
  ['roadmap', 'plano de produto'],
  ['stakeholder', 'parte interessada'],
  ['pull request', 'pull request'],
  ['feature flag', 'chave de funcionalidade'],
  ['churn', 'perda de clientes'],
  ['onboarding', 'integração de clientes'],
  ['release candidate', 'versão candidata'],
  ['staging', 'homologação'],
  ['post-mortem', 'análise de incidente'],
  ['on-call rotation', 'escala de plantão'],
  ['purchase order', 'pedido de compra'],
  ['headcount', 'quadro de pessoal'],
  ['runbook', 'guia de operação'],
  ['service desk', 'central de serviços'],
  ['data lake', 'data lake'],
  ['kick-off', 'reunião inicial'],
  ['change request', 'solicitação de mudança'],
  ['cold start', 'partida a frio'],
  ['dry run', 'ensaio geral'],
  ['pilot site', 'unidade piloto'],
  ['works council', 'conselho de trabalhadores'],
  ['price list', 'tabela de preços'],
  ['style guide', 'guia de estilo'],
  ['load test', 'teste de carga'],
  ['gross margin', 'margem bruta'],
  ['lead time', 'tempo de atendimento'],
  ['call sheet', 'ordem do dia'],
  ['test bench', 'bancada de testes'],
  ['steering committee', 'comitê diretor'],
] as const;

const PEOPLE =
  'Rose Parker|Mark|Grace Hill|Olga Petrova|Yusuf|Anneke de Vries|Ruth|Jack Stone|Lily|Siobhan|Frank Young|Hope|Bjorn|Wei Zhang|Clay Rivers|Amber|Iris Bell|Rohan Gupta|Dawn|Victor Strong|Miles|Joy Fields|Kenji Mori|Penny Lane|Art Vance|Holly Woods|Gene|Faith Long|Basil Green|Summer Jones';

export const SAMPLE_TERMS: readonly SampleTerm[] = [
  ...PRODUCTS.split('|').map((source): SampleTerm => ({ source, target: null, kind: 'product' })),
  ...SUBJECTS.map(([source, target]): SampleTerm => ({ source, target, kind: 'subject' })),
  ...PEOPLE.split('|').map((source): SampleTerm => ({ source, target: null, kind: 'person' })),
];

/** `@` is the term; `&` is one more, of the kind that follows it: `&person`. */
const FRAMES: Readonly<Record<SampleTerm['kind'], readonly string[]>> = {
  product: [
    'We moved the whole pipeline to @ last week.',
    'Is @ still down, or can we log in again?',
    '@ gives us about two hours of warning.',
    'I think @ will be ready before the end of the month.',
    'The customer asked whether @ works without a network.',
    'Could you show &person how to open @ on her laptop?',
    'Sorry, I meant @, not the old system.',
    'They want to connect @ with our calendar.',
    'Nobody told me that @ had been switched off.',
    'What happens to @ if we lose the contract?',
    'Half of the team uses @ every day.',
    'Since we bought @, the reports are much shorter.',
    'So the plan is to test @ first and then decide.',
  ],
  subject: [
    'The @ is at nine tomorrow.',
    'I will send you the @ after this call.',
    'Who is responsible for the @?',
    'Let us talk about the @ first.',
    'Without the @ we cannot go on.',
    'We need another @ before the summer.',
    '&person wrote the new @ yesterday.',
    'My only question is about the @.',
    'The @ took longer than we thought.',
    'Before we finish, is there anything about the @?',
    'That was the best @ that we have had this year.',
    'Please add &product to the @.',
    'They changed the @ twice in one week.',
  ],
  person: [
    'Can @ share the screen, please?',
    '@ will be ten minutes late.',
    'I spoke with @ about the budget.',
    'Thank you, @, that was very clear.',
    'According to @, the numbers are wrong.',
    'We should ask @ and the people in sales.',
    '@ and I looked at the contract yesterday.',
    'Did you hear what @ said about the &subject?',
    'The slides are from @.',
    "I have not seen @'s message yet.",
    'Let me check with @ and come back to you.',
    'Next week @ is on holiday.',
    'It was @ who found the mistake.',
  ],
};

/** For each term `perTerm` sentences, always the same ones; neighbours have different terms. */
export function termSentences(perTerm: number): readonly TermSentence[] {
  return Array.from({ length: perTerm }, (_round, round) =>
    SAMPLE_TERMS.map((term, index) => sentenceOf(term, FRAMES[term.kind], { round, index })),
  ).flat();
}

function sentenceOf(
  term: SampleTerm,
  frames: readonly string[],
  { round, index }: { readonly round: number; readonly index: number },
): TermSentence {
  const frame = frames[(index + round * 5) % frames.length] ?? '@';
  const found: SampleTerm[] = [];
  const text = frame.replaceAll(/@|&(product|subject|person)/g, (sign, kind?: string) => {
    const others = SAMPLE_TERMS.filter((one) => one.kind === kind);
    const chosen = sign === '@' ? term : (others[(index * 7 + round) % others.length] ?? term);
    found.push(chosen);
    return chosen.source;
  });
  return { text, terms: found };
}
