// What somebody said -> whether it might be meant for the model that translates it, and which ideas of that kind are in it. Pure.
import { baseLanguage, type LanguageCode } from '@subcam/shared';

/** Words by which somebody tells a model what to do, by what they mean. All of one line mean about the same: a translation may have another of them. */
export type Idea =
  'ignore' | 'rules' | 'say' | 'write' | 'answer' | 'translate' | 'repeat' | 'pretend' | 'machine' | 'secret' | 'instead' | 'language';

type Words = Readonly<Record<Idea, string>>;

/** Patterns of whole words, small letters. */
const WORDS: Readonly<Record<string, Words>> = {
  en: {
    ignore: 'ignor\\w*|disregard\\w*|forg[eo]t\\w*|neglect\\w*|overlook\\w*|skip\\w*|bypass\\w*|overr[io]d\\w*|drop|set aside',
    rules: 'instruct\\w*|prompts?|rules?|guidelines?|directives?|commands?|constraints?|systems?|orders?',
    say: 'says?|said|saying|tell\\w*|told|speaks?|speaking|talk\\w*|announce\\w*|mention\\w*|shout\\w*',
    write:
      'writ\\w*|wrote|print\\w*|output\\w*|types?|typing|generat\\w*|produc\\w*|compos\\w*|draft\\w*|poems?|jokes?|code|list\\w*|invent\\w*',
    answer: 'answer\\w*|repl(?:y|ies|ied)|respon[ds]\\w*',
    translate: 'translat\\w*|interpret\\w*|subtitl\\w*|caption\\w*|transcri\\w*',
    repeat: 'repeat\\w*|echo\\w*|recit\\w*|spell\\w*|quot\\w*|copy|continu\\w*|complet\\w*',
    pretend: 'pretend\\w*|act as|roles?|imagin\\w*|simulat\\w*|behav\\w*|you are now|personas?',
    machine: 'ai|assistants?|chatbots?|robots?|bots?|(?:language )?models?|gpt|llm|machines?|computers?|programs?',
    secret: 'passwords?|keys?|tokens?|secrets?|credentials?|reveal\\w*|disclos\\w*|configuration|leak\\w*',
    instead: 'instead|from now on|new task|stop|cease|debug\\w*|admin\\w*|developer|mode',
    language: 'languages?|english|spanish|portuguese|french|german|italian|chinese|russian|japanese|korean|arabic|latin',
  },
  es: {
    ignore: 'ignor\\w*|olvid\\w*|descart\\w*|omit\\w*|salt[ae]\\w*|desatiend\\w*',
    rules: 'instruc\\w*|indicacion\\w*|reglas?|órdenes|orden|normas?|sistemas?|prompts?|directric\\w*|comandos?',
    say: 'di|diga\\w*|dice\\w*|dij\\w*|decir\\w*|dile\\w*|cuent\\w*|habl\\w*|menciona\\w*|anunci\\w*',
    write: 'escrib\\w*|imprim\\w*|gener\\w*|produc\\w*|redact\\w*|poemas?|chistes?|código|lista\\w*',
    answer: 'respond\\w*|respuestas?|contest\\w*',
    translate: 'traduc\\w*|traduzc\\w*|intérpret\\w*|interpret\\w*|subtítul\\w*|transcri\\w*',
    repeat: 'repit\\w*|repet\\w*|copi\\w*|recit\\w*|deletre\\w*|continu\\w*|complet\\w*',
    pretend: 'fing\\w*|finj\\w*|actúa\\w*|actúe\\w*|actuar|papel|imagin\\w*|simul\\w*|comport\\w*|ahora eres',
    machine: 'ia|asistentes?|chatbots?|robots?|bots?|modelos?|gpt|máquinas?|ordenador\\w*|computador\\w*|programas?',
    secret: 'contraseñas?|claves?|secret\\w*|credenciales|revel\\w*|tokens?',
    instead: 'en lugar de|en vez de|a partir de ahora|deja de|modo',
    language: 'idiomas?|lenguas?|inglés|español|portugués|francés|alemán|italiano|chino|ruso|japonés|árabe',
  },
  pt: {
    ignore: 'ignor\\w*|esque[cç]\\w*|descart\\w*|desconsider\\w*|omit\\w*|pul[ae]r?',
    rules: 'instru\\w*|regras?|ordens|ordem|normas?|sistemas?|prompts?|diretriz\\w*|comandos?',
    say: 'diga\\w*|diz\\w*|disse\\w*|dizer|fal[ae]\\w*|conte|contar|mencion\\w*|anunci\\w*',
    write: 'escrev\\w*|imprim\\w*|gere|gerar|gera|produz\\w*|redij\\w*|poemas?|piadas?|código|list\\w*',
    answer: 'respond\\w*|respostas?',
    translate: 'tradu\\w*|intérpret\\w*|interpret\\w*|legend\\w*|transcr\\w*',
    repeat: 'repit\\w*|repet\\w*|copi\\w*|recit\\w*|solet\\w*|continu\\w*|complet\\w*',
    pretend: 'finj\\w*|fing\\w*|atue|atuar|aja|papel|imagin\\w*|simul\\w*|comport\\w*|agora (?:você|tu) é',
    machine: 'ia|assistentes?|chatbots?|robôs?|bots?|modelos?|gpt|máquinas?|computador\\w*|programas?',
    secret: 'senhas?|chaves?|segred\\w*|credenciais|revel\\w*|tokens?',
    instead: 'em vez de|a partir de agora|pare de|modo',
    language: 'idiomas?|línguas?|inglês|espanhol|português|francês|alemão|italiano|chinês|russo|japonês|árabe',
  },
  fr: {
    ignore: 'ignor\\w*|oubli\\w*|néglig\\w*|saut\\w*|omet\\w*',
    rules: 'instruct\\w*|consignes?|règles?|ordres?|systèmes?|prompts?|directives?|commandes?',
    say: 'dis|dit|dites|dire|disent|racont\\w*|parl\\w*|mentionn\\w*|annonc\\w*',
    write: 'écri\\w*|imprim\\w*|génér\\w*|produi\\w*|rédig\\w*|poèmes?|blagues?|code|list\\w*',
    answer: 'répon\\w*',
    translate: 'tradu\\w*|interpr\\w*|sous-titr\\w*|transcri\\w*',
    repeat: 'répèt\\w*|répét\\w*|copi\\w*|récit\\w*|épel\\w*|continu\\w*|complèt\\w*',
    pretend: 'prétend\\w*|fai[st] semblant|jou\\w*|rôle|imagin\\w*|simul\\w*|comport\\w*|tu es maintenant',
    machine: 'ia|assistants?|chatbots?|robots?|bots?|modèles?|gpt|machines?|ordinateurs?|programmes?',
    secret: 'mots? de passe|clés?|secret\\w*|identifiants?|révèl\\w*|révél\\w*|jetons?',
    instead: 'au lieu de|à la place|désormais|à partir de maintenant|arrêt\\w*|mode',
    language: 'langues?|anglais|espagnol|portugais|français|allemand|italien|chinois|russe|japonais|arabe',
  },
  de: {
    ignore: 'ignorier\\w*|vergiss\\w*|vergess\\w*|missacht\\w*|überspring\\w*|übergeh\\w*',
    rules: 'anweisung\\w*|regeln?|befehl\\w*|system\\w*|prompts?|vorgab\\w*|richtlini\\w*',
    say: 'sag\\w*|erzähl\\w*|sprich\\w*|sprech\\w*|erwähn\\w*|verkünd\\w*',
    write: 'schreib\\w*|druck\\w*|erzeug\\w*|gib|ausgeb\\w*|gedicht\\w*|witz\\w*|code|list\\w*',
    answer: 'antwort\\w*|beantwort\\w*|erwider\\w*',
    translate: 'übersetz\\w*|dolmetsch\\w*|untertitel\\w*|transkri\\w*',
    repeat: 'wiederhol\\w*|kopier\\w*|buchstabier\\w*|zitier\\w*|fortsetz\\w*|ergänz\\w*',
    pretend: 'tu so|rolle|stell dir vor|simulier\\w*|verhalt\\w*|du bist jetzt|spiel\\w*',
    machine: 'ki|assistent\\w*|chatbots?|roboter\\w*|bots?|(?:sprach)?modell\\w*|gpt|maschin\\w*|computer\\w*|programm\\w*',
    secret: 'passw[oö]rt\\w*|schlüssel\\w*|geheim\\w*|zugangsdaten|verrat\\w*|tokens?',
    instead: 'stattdessen|statt|ab jetzt|von nun an|hör auf|modus',
    language:
      'sprachen?|englisch\\w*|spanisch\\w*|portugiesisch\\w*|französisch\\w*|deutsch\\w*|italienisch\\w*|chinesisch\\w*|russisch\\w*|japanisch\\w*|arabisch\\w*',
  },
  it: {
    ignore: 'ignor\\w*|dimentic\\w*|trascur\\w*|salt\\w*|omett\\w*',
    rules: 'istruzion\\w*|regol\\w*|ordin\\w*|sistem\\w*|prompts?|direttiv\\w*|comand\\w*',
    say: 'dì|dic\\w*|dett[oiae]|dimmi|dille|digli|dire|raccont\\w*|parl\\w*|menzion\\w*|annunci\\w*',
    write: 'scriv\\w*|stamp\\w*|gener\\w*|produ\\w*|poesi\\w*|barzellett\\w*|codice|elenc\\w*',
    answer: 'rispond\\w*|rispost\\w*|risposte',
    translate: 'tradu\\w*|interpret\\w*|sottotitol\\w*|trascri\\w*',
    repeat: 'ripet\\w*|copi\\w*|recit\\w*|compit\\w*|continu\\w*|complet\\w*',
    pretend: 'fing\\w*|fai finta|ruolo|immagin\\w*|simul\\w*|comport\\w*|ora sei',
    machine: 'ia|assistent\\w*|chatbots?|robot|bots?|modell\\w*|gpt|macchin\\w*|computer|programm\\w*',
    secret: 'password|chiav\\w*|segret\\w*|credenzial\\w*|rivel\\w*|token',
    instead: 'invece|al posto di|d’ora in poi|da ora in poi|smett\\w*|modalità',
    language: 'lingu\\w*|inglese|spagnolo|portoghese|francese|tedesco|italiano|cinese|russo|giapponese|arabo',
  },
};

/** Signs of formats and of prompts, which nobody speaks: a name of a role with a colon, markup, braces, marks of chat templates. */
const WRITTEN_FOR_MACHINES =
  /<\/?[a-z|!]|\[\/?(?:inst|system|user)|\|>|[{}]|```|###|"""|\b(?:system|assistant|user|developer)\s*:|\\n|\b(?:sudo|select \*|rm -rf|eval)\b/iu;

const prepared = new Map<string, ReadonlyMap<Idea, RegExp>>();

function patternsOf(language: LanguageCode): ReadonlyMap<Idea, RegExp> | null {
  const base = baseLanguage(language);
  const words = WORDS[base];
  if (words === undefined) return null;
  const known = prepared.get(base);
  if (known !== undefined) return known;
  const made = new Map(
    Object.entries(words).map(([idea, pattern]) => {
      const letters = pattern.replaceAll(String.raw`\w`, String.raw`[\p{L}\p{N}]`);
      return [idea as Idea, new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${letters})(?![\p{L}\p{N}])`, 'iu')];
    }),
  );
  prepared.set(base, made);
  return made;
}

/** null: the words of this language are not known here. */
export function ideasIn(text: string, language: LanguageCode): readonly Idea[] | null {
  const patterns = patternsOf(language);
  if (patterns === null) return null;
  const plain = text.normalize('NFC');
  return [...patterns].flatMap(([idea, pattern]) => (pattern.test(plain) ? [idea] : []));
}

/** Whether there are words in a text that may be meant for a model: broadly, so that there are in much that is not. Of a language whose words are not known here, English ones. */
export function hasWordsForModels(text: string, language: LanguageCode): boolean {
  if (WRITTEN_FOR_MACHINES.test(text)) return true;
  return [language, 'en'].some((one) => (ideasIn(text, one) ?? []).length > 0);
}

/** Whether a text may be meant for a model; text in a language whose words are not known here always may. */
export function mayAddressModel(text: string, language: LanguageCode): boolean {
  return ideasIn('', language) === null || hasWordsForModels(text, language);
}
