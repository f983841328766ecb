-- The database of a daemon of the first versions, whose last migration was 0003: one session that ended, and one whose daemon was killed while somebody spoke.
PRAGMA foreign_keys = OFF;
CREATE TABLE "__drizzle_migrations" (
        id SERIAL PRIMARY KEY,
        hash text NOT NULL,
        created_at numeric
      );
CREATE TABLE `audio_spans` (
  `capture_id` text NOT NULL,
  `kind` text NOT NULL,
  `first_sample` integer NOT NULL,
  `sample_count` integer NOT NULL,
  `reason` text,
  PRIMARY KEY(`capture_id`, `kind`, `first_sample`),
  FOREIGN KEY (`capture_id`) REFERENCES `captures`(`capture_id`) ON UPDATE no action ON DELETE no action
);
CREATE TABLE `captures` (
  `capture_id` text PRIMARY KEY NOT NULL,
  `session_id` text NOT NULL,
  `source` text NOT NULL,
  `started_at_ms` real NOT NULL,
  `connection_epoch` integer NOT NULL,
  `committed_through` integer DEFAULT 0 NOT NULL,
  `segmenter_state` text, `tile_wish` text,
  FOREIGN KEY (`session_id`) REFERENCES `sessions`(`session_id`) ON UPDATE no action ON DELETE no action
);
CREATE TABLE `events` (
  `event_id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  `session_id` text NOT NULL,
  `at_ms` real NOT NULL,
  `event` text NOT NULL,
  FOREIGN KEY (`session_id`) REFERENCES `sessions`(`session_id`) ON UPDATE no action ON DELETE no action
);
CREATE TABLE `participants` (
  `session_id` text NOT NULL,
  `participant_id` text NOT NULL,
  `display_name` text NOT NULL,
  `is_self` integer NOT NULL,
  `joined_at_ms` real NOT NULL,
  `left_at_ms` real,
  PRIMARY KEY(`session_id`, `participant_id`),
  FOREIGN KEY (`session_id`) REFERENCES `sessions`(`session_id`) ON UPDATE no action ON DELETE no action
);
CREATE TABLE `sessions` (
  `session_id` text PRIMARY KEY NOT NULL,
  `meeting_url` text,
  `client` text NOT NULL,
  `source_language` text NOT NULL,
  `target_languages` text NOT NULL,
  `opened_at_ms` real NOT NULL,
  `closed_at_ms` real
, `tile_settings` text, `two_way` integer DEFAULT false NOT NULL, `spoken` text DEFAULT '[]' NOT NULL);
CREATE TABLE `transcripts` (
  `transcript_id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  `session_id` text NOT NULL,
  `capture_id` text NOT NULL,
  `first_sample` integer NOT NULL,
  `end_sample` integer NOT NULL,
  `speech_end_sample` integer NOT NULL,
  `revision` integer NOT NULL,
  `text` text NOT NULL,
  `language` text NOT NULL,
  `confidence` real,
  `engine` text NOT NULL,
  `participant_id` text,
  `display_name` text,
  `speaker_label` text,
  `attribution_confidence` real NOT NULL,
  `committed_at_ms` real NOT NULL,
  FOREIGN KEY (`session_id`) REFERENCES `sessions`(`session_id`) ON UPDATE no action ON DELETE no action,
  FOREIGN KEY (`capture_id`) REFERENCES `captures`(`capture_id`) ON UPDATE no action ON DELETE no action
);
CREATE TABLE `translations` (
  `transcript_id` integer NOT NULL,
  `target_language` text NOT NULL,
  `status` text NOT NULL,
  `text` text,
  `confidence` real,
  `engine` text,
  `message` text,
  `settled_at_ms` real,
  PRIMARY KEY(`transcript_id`, `target_language`),
  FOREIGN KEY (`transcript_id`) REFERENCES `transcripts`(`transcript_id`) ON UPDATE no action ON DELETE no action
);
INSERT INTO __drizzle_migrations (id, hash, created_at) VALUES (NULL, '5467f9c46c1f398d60058fc8035ba429512c170586dd33562a745ae941dcf649', 1795386887429);
INSERT INTO __drizzle_migrations (id, hash, created_at) VALUES (NULL, '7ab51f0d4018c0ad7a6f1807104abb161ed1fad21057dbea74f3b58c6326fd61', 1795915427724);
INSERT INTO __drizzle_migrations (id, hash, created_at) VALUES (NULL, '6d91705939350dc752773626bd9b6bfd6e7183fb8b12dfdb7d9e771a4a882c36', 1795955398479);
INSERT INTO __drizzle_migrations (id, hash, created_at) VALUES (NULL, 'c1b40fcab3a6082b666c544fdd06234040ddc961d62593d1f480a2525c0435ce', 1795982096281);
INSERT INTO audio_spans (capture_id, kind, first_sample, sample_count, reason) VALUES ('tab-1', 'committed', 0, 201040, NULL);
INSERT INTO audio_spans (capture_id, kind, first_sample, sample_count, reason) VALUES ('tab-2', 'committed', 0, 133120, NULL);
INSERT INTO captures (capture_id, session_id, source, started_at_ms, connection_epoch, committed_through, segmenter_state, tile_wish) VALUES ('tab-1', '6a1d3c52-0f5e-4f0e-9a55-6b2b5a0c1d11', 'tab', 1796030395043, 1, 201040, '{"version":3,"vad":null,"machine":{"status":"idle","floorSample":201040,"quietFrames":0},"held":null}', NULL);
INSERT INTO captures (capture_id, session_id, source, started_at_ms, connection_epoch, committed_through, segmenter_state, tile_wish) VALUES ('tab-2', 'b7c90e11-52aa-4c5f-8c0d-f3a1d2e4c602', 'tab', 1796030408043, 1, 133120, '{"version":3,"vad":{"engine":{"name":"silero","model":"v6"},"data":"4V+XPsCIfj744c46LPLZO8F7Hr/nehm/R9dMPIVS2r7ZdtK6p8sNP9Rlzjs7SSQ+KlDEO3rDGj40h04+yAdBPkQHJz1g85s8WgaEvblWY75sx+W+t2ckvcHgPL/kgJk6SiAcvyXElj1lOLA+xk8qP0MJxDzx8Nk+lpT+vIA7/7trKau9YeeyvSks+r0JPSE9+TVlvEf9LT+FWp0+CQCQvneOh77pxWw+FjzqOvritD7PesG+7G4tP127TD/6jWS+OzhLPFp5kL086Iu9Bt0LvLRQN79Tj4E+wmbzPLKqb7qPZmO+f+nbvEpuNz6iY2Q++86+ujBpxr4tG4++e3LEPmBLqjsmaJ88MCsSv48ciD09Qy4/zaZJOliDfT4KHBg/t19av1XEar/aP4y+lEDtOoRkIT0ioDC9VmEjvkCmIL0Yqk+7Yd7lujojKj8oPLW+kH/HPgdFLD3Vu42+hzXrO4/RV7z9+NC7tMBVPslqJzuWoyk+NqRnvgScEL8PSxE+WhkaOXIrzD3bFHS8XnV2vDMt0T1YABe+vAF8P7lAdThnTes983dDvsPkab5PVnc+JEquvn7YkTsnVc48iIcav+ScbD8lLYK+p8Vsv9/HAT/FTVy+9DwHPTQuUD1RNl2/Bui5vl1jFz07Cbi+QpLKPgCKXzvB464+Cp5SvTZvHr5aM6g+xpsXQG2d8EBphNM9CtdAv1fmX7/c9lM/zWaOvzgmRLtTuSc/wMwAP1uhhz6ViR9AzI0bQQwVEz97eGg+ghH+Pi/5PT3CedK9movkvpjkEMCVSz69OXeDvxgqRz8urW2/pBG7PXW6xz7bS5g/ISApPseLNz/Cpyy9UhVKwiv4eb5Je1u+XGwAvnVBJz1lJby/ytRbPySHDz9YuLS+O9hIv9QGGUAMsmA+OepUP84i3r7It38/8veTP0Tj875O11k8itaZvTvzjb06s/K99LKAv1rKtz6NdXo9zxNxugF7rr50ZmG+vYitPmyrXT8rPC2+mbB1v65Nmb7FI1Q/SM17Pxz8rjzSXd6/lBGoPcMqYz+vt+I/EI+MPjaHoz+O27/AZDEKwKQFmL51wMo+w/gSPyvsML3079C+D3xCvYI3artBfju+uNFZP/CRCr8A+LE/o7IXQGAry7/8J4Y+SGpYvOVS/sB6fig/sBqTQNL6gj9fJMK/botCv+uZLz+6Auc9Y5zyPWY4Lr7cwQq9RpLuPo32YL616zVAFjG1PPf6KkCxvly+z8vrvltKjD4j6R2/9EgMP3RA0Dyoo1i/cqcRQNeQjr4YB9q/DL88QEbSYL6ShCA+Ge9cPyDv5MAnu+m+iH0wPSjSML+q9gdAm05UQYTntj6srz2+FaRdvgAAADgAACC5AAAAOQAAAAAAAIC5AAAAOQAAILkAAEA5AAAgOQAAgLgAAIA5AADAuAAAgLgAACA5AABguQAAYLkAAIA4AACAuAAAwLgAAGC5AABAuQAAADkAAAA4AABAuQAAADkAACA5AABAuQAAgDkAAIC4AAAAOAAAIDkAAAC4AADAuAAAILkAAAC4AAAAOQAAgLgAAAC5AADAOAAAIDkAAMA4AAAAOAAAgLgAAEC5AADAOAAAADgAAIA4AAAAuAAAgLgAAAA5AAAAuAAAgDgAAGA5AABguQAAADgAAIC5AACAOAAAgDkAAEA5AABAuQAAgDgAAAC4AACAuQAAAAA="},"machine":{"status":"idle","floorSample":131712,"quietFrames":0},"held":null}', NULL);
INSERT INTO events (event_id, session_id, at_ms, event) VALUES (1, '6a1d3c52-0f5e-4f0e-9a55-6b2b5a0c1d11', 1796030395043, '{"type":"participant-joined","atMs":1796030395043,"participantId":"p1","displayName":"Ana Silva","isSelf":false}');
INSERT INTO events (event_id, session_id, at_ms, event) VALUES (2, '6a1d3c52-0f5e-4f0e-9a55-6b2b5a0c1d11', 1796030395043, '{"type":"participant-joined","atMs":1796030395043,"participantId":"p2","displayName":"José Ñandú","isSelf":false}');
INSERT INTO events (event_id, session_id, at_ms, event) VALUES (3, '6a1d3c52-0f5e-4f0e-9a55-6b2b5a0c1d11', 1796030395343, '{"type":"speaking-started","atMs":1796030395343,"participantId":"p1"}');
INSERT INTO events (event_id, session_id, at_ms, event) VALUES (4, '6a1d3c52-0f5e-4f0e-9a55-6b2b5a0c1d11', 1796030398658, '{"type":"speaking-stopped","atMs":1796030398658,"participantId":"p1"}');
INSERT INTO events (event_id, session_id, at_ms, event) VALUES (5, '6a1d3c52-0f5e-4f0e-9a55-6b2b5a0c1d11', 1796030399658, '{"type":"speaking-started","atMs":1796030399658,"participantId":"p2"}');
INSERT INTO events (event_id, session_id, at_ms, event) VALUES (6, '6a1d3c52-0f5e-4f0e-9a55-6b2b5a0c1d11', 1796030403838, '{"type":"speaking-stopped","atMs":1796030403838,"participantId":"p2"}');
INSERT INTO events (event_id, session_id, at_ms, event) VALUES (7, '6a1d3c52-0f5e-4f0e-9a55-6b2b5a0c1d11', 1796030404838, '{"type":"speaking-started","atMs":1796030404838,"participantId":"p1"}');
INSERT INTO events (event_id, session_id, at_ms, event) VALUES (8, '6a1d3c52-0f5e-4f0e-9a55-6b2b5a0c1d11', 1796030406608, '{"type":"speaking-stopped","atMs":1796030406608,"participantId":"p1"}');
INSERT INTO events (event_id, session_id, at_ms, event) VALUES (9, 'b7c90e11-52aa-4c5f-8c0d-f3a1d2e4c602', 1796030408043, '{"type":"participant-joined","atMs":1796030408043,"participantId":"p1","displayName":"Ana Silva","isSelf":false}');
INSERT INTO events (event_id, session_id, at_ms, event) VALUES (10, 'b7c90e11-52aa-4c5f-8c0d-f3a1d2e4c602', 1796030408043, '{"type":"participant-joined","atMs":1796030408043,"participantId":"p2","displayName":"José Ñandú","isSelf":false}');
INSERT INTO events (event_id, session_id, at_ms, event) VALUES (11, 'b7c90e11-52aa-4c5f-8c0d-f3a1d2e4c602', 1796030408343, '{"type":"speaking-started","atMs":1796030408343,"participantId":"p1"}');
INSERT INTO events (event_id, session_id, at_ms, event) VALUES (12, 'b7c90e11-52aa-4c5f-8c0d-f3a1d2e4c602', 1796030410708, '{"type":"speaking-stopped","atMs":1796030410708,"participantId":"p1"}');
INSERT INTO events (event_id, session_id, at_ms, event) VALUES (13, 'b7c90e11-52aa-4c5f-8c0d-f3a1d2e4c602', 1796030411708, '{"type":"speaking-started","atMs":1796030411708,"participantId":"p2"}');
INSERT INTO events (event_id, session_id, at_ms, event) VALUES (14, 'b7c90e11-52aa-4c5f-8c0d-f3a1d2e4c602', 1796030416153, '{"type":"speaking-stopped","atMs":1796030416153,"participantId":"p2"}');
INSERT INTO participants (session_id, participant_id, display_name, is_self, joined_at_ms, left_at_ms) VALUES ('6a1d3c52-0f5e-4f0e-9a55-6b2b5a0c1d11', 'p1', 'Ana Silva', 0, 1796030395043, NULL);
INSERT INTO participants (session_id, participant_id, display_name, is_self, joined_at_ms, left_at_ms) VALUES ('6a1d3c52-0f5e-4f0e-9a55-6b2b5a0c1d11', 'p2', 'José Ñandú', 0, 1796030395043, NULL);
INSERT INTO participants (session_id, participant_id, display_name, is_self, joined_at_ms, left_at_ms) VALUES ('b7c90e11-52aa-4c5f-8c0d-f3a1d2e4c602', 'p1', 'Ana Silva', 0, 1796030408043, NULL);
INSERT INTO participants (session_id, participant_id, display_name, is_self, joined_at_ms, left_at_ms) VALUES ('b7c90e11-52aa-4c5f-8c0d-f3a1d2e4c602', 'p2', 'José Ñandú', 0, 1796030408043, NULL);
INSERT INTO sessions (session_id, meeting_url, client, source_language, target_languages, opened_at_ms, closed_at_ms, tile_settings, two_way, spoken) VALUES ('6a1d3c52-0f5e-4f0e-9a55-6b2b5a0c1d11', 'https://meet.google.com/abc-defg-hij', 'extension 0.1.0', 'en', '["es"]', 1796030395065, 1796030407615, NULL, 0, '[]');
INSERT INTO sessions (session_id, meeting_url, client, source_language, target_languages, opened_at_ms, closed_at_ms, tile_settings, two_way, spoken) VALUES ('b7c90e11-52aa-4c5f-8c0d-f3a1d2e4c602', 'https://meet.google.com/abc-defg-hij', 'extension 0.1.0', 'en', '["es","pt"]', 1796030408058, NULL, NULL, 0, '[]');
INSERT INTO transcripts (transcript_id, session_id, capture_id, first_sample, end_sample, speech_end_sample, revision, text, language, confidence, engine, participant_id, display_name, speaker_label, attribution_confidence, committed_at_ms) VALUES (1, '6a1d3c52-0f5e-4f0e-9a55-6b2b5a0c1d11', 'tab-1', 4416, 59520, 56320, 11, 'The good morning shall we begin with the annuity part.', 'en', 0.6880760201284114, '{"name":"moonshine","model":"tiny-en-quantized"}', 'p1', 'Ana Silva', 'SPEAKER_00', 1, 1796030398928);
INSERT INTO transcripts (transcript_id, session_id, capture_id, first_sample, end_sample, speech_end_sample, revision, text, language, confidence, engine, participant_id, display_name, speaker_label, attribution_confidence, committed_at_ms) VALUES (2, '6a1d3c52-0f5e-4f0e-9a55-6b2b5a0c1d11', 'tab-1', 72000, 142464, 139264, 16, 'Yes, the report is ready and the new office is almost finished.', 'en', 0.9592143562112467, '{"name":"moonshine","model":"tiny-en-quantized"}', 'p2', 'José Ñandú', 'SPEAKER_01', 0.9821598477640342, 1796030404015);
INSERT INTO transcripts (transcript_id, session_id, capture_id, first_sample, end_sample, speech_end_sample, revision, text, language, confidence, engine, participant_id, display_name, speaker_label, attribution_confidence, committed_at_ms) VALUES (3, '6a1d3c52-0f5e-4f0e-9a55-6b2b5a0c1d11', 'tab-1', 154432, 185984, 182784, 9, 'Very good, thank you.', 'en', 0.8883541219342888, '{"name":"moonshine","model":"tiny-en-quantized"}', 'p1', 'Ana Silva', 'SPEAKER_00', 0.9418735891647856, 1796030406825);
INSERT INTO transcripts (transcript_id, session_id, capture_id, first_sample, end_sample, speech_end_sample, revision, text, language, confidence, engine, participant_id, display_name, speaker_label, attribution_confidence, committed_at_ms) VALUES (4, 'b7c90e11-52aa-4c5f-8c0d-f3a1d2e4c602', 'tab-2', 3392, 44672, 41472, 9, 'We still have to talk about the garden.', 'en', 0.9931432718866139, '{"name":"moonshine","model":"tiny-en-quantized"}', 'p1', 'Ana Silva', 'SPEAKER_00', 0.9798319327731092, 1796030410885);
INSERT INTO transcripts (transcript_id, session_id, capture_id, first_sample, end_sample, speech_end_sample, revision, text, language, confidence, engine, participant_id, display_name, speaker_label, attribution_confidence, committed_at_ms) VALUES (5, 'b7c90e11-52aa-4c5f-8c0d-f3a1d2e4c602', 'tab-2', 57152, 131712, 128512, 17, 'For perhaps we should do that to-morrow morning, when every body is here.', 'en', 0.8174644993270888, '{"name":"moonshine","model":"tiny-en-quantized"}', 'p2', 'José Ñandú', 'SPEAKER_01', 0.9881165919282511, 1796030416414);
INSERT INTO translations (transcript_id, target_language, status, text, confidence, engine, message, settled_at_ms) VALUES (1, 'es', 'done', 'La buena mañana comenzaremos con la parte de la anuidad.', NULL, '{"name":"bergamot+apertium","model":"en-pt + es-pt"}', NULL, 1796030398933);
INSERT INTO translations (transcript_id, target_language, status, text, confidence, engine, message, settled_at_ms) VALUES (2, 'es', 'done', 'Sí, el informe está listo y la nueva oficina está casi terminado.', NULL, '{"name":"bergamot+apertium","model":"en-pt + es-pt"}', NULL, 1796030404020);
INSERT INTO translations (transcript_id, target_language, status, text, confidence, engine, message, settled_at_ms) VALUES (3, 'es', 'done', 'Muy bueno, muchas gracias.', NULL, '{"name":"bergamot+apertium","model":"en-pt + es-pt"}', NULL, 1796030406833);
INSERT INTO translations (transcript_id, target_language, status, text, confidence, engine, message, settled_at_ms) VALUES (4, 'es', 'done', 'Aún tenemos que hablar sobre el jardín.', NULL, '{"name":"bergamot+apertium","model":"en-pt + es-pt"}', NULL, 1796030410897);
INSERT INTO translations (transcript_id, target_language, status, text, confidence, engine, message, settled_at_ms) VALUES (4, 'pt', 'done', 'Ainda temos que falar sobre o jardim.', NULL, '{"name":"bergamot","model":"en-pt"}', NULL, 1796030410893);
INSERT INTO translations (transcript_id, target_language, status, text, confidence, engine, message, settled_at_ms) VALUES (5, 'es', 'done', 'Pues tal vez debiéramos hacer eso mañana de mañana, cuando cada cuerpo está aquí.', NULL, '{"name":"bergamot+apertium","model":"en-pt + es-pt"}', NULL, 1796030416450);
INSERT INTO translations (transcript_id, target_language, status, text, confidence, engine, message, settled_at_ms) VALUES (5, 'pt', 'done', 'Pois talvez devêssemos fazer isso amanhã de manhã, quando cada corpo está aqui.', NULL, '{"name":"bergamot","model":"en-pt"}', NULL, 1796030416445);
CREATE INDEX `captures_by_session` ON `captures` (`session_id`);
CREATE UNIQUE INDEX `events_once` ON `events` (`session_id`,`at_ms`,`event`);
CREATE UNIQUE INDEX `transcripts_by_segment` ON `transcripts` (`capture_id`,`first_sample`);
CREATE INDEX `transcripts_by_session` ON `transcripts` (`session_id`);
CREATE INDEX `translations_by_status` ON `translations` (`status`);
