// The contract's own examples of packets, word for word.
export const TRANSCRIPTION = {
  translated_text: "Hello everyone, welcome to today's meeting.",
  source_language: 'en',
  target_language: 'en',
  speaker_id: 'SPEAKER_00',
  speaker_name: 'John Doe',
  translation_confidence: 0.95,
  is_original_transcription: true,
  timestamp: 1699123456.789,
};

export const TRANSLATION = {
  translated_text: 'Hola a todos, bienvenidos a la reunión de hoy.',
  source_language: 'en',
  target_language: 'es',
  speaker_id: 'SPEAKER_00',
  speaker_name: 'John Doe',
  translation_confidence: 0.88,
  is_original_transcription: false,
  google_meet_timestamp: 1699123456.123,
  internal_timestamp: 1699123456.789,
};
