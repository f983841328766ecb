-- `count_words`, `search_tokens` and `search_scope` are functions that the store brings: what was stored before can be found, too.
CREATE TABLE `correlations` (
	`transcript_id` integer NOT NULL,
	`position` integer NOT NULL,
	`first_sample` integer NOT NULL,
	`end_sample` integer NOT NULL,
	`participant_id` text,
	`display_name` text,
	`speaker_label` text,
	`confidence` real NOT NULL,
	PRIMARY KEY(`transcript_id`, `position`),
	FOREIGN KEY (`transcript_id`) REFERENCES `transcripts`(`transcript_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `passages` (
	`passage_id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`transcript_id` integer NOT NULL,
	`language` text NOT NULL,
	`is_translation` integer NOT NULL,
	FOREIGN KEY (`transcript_id`) REFERENCES `transcripts`(`transcript_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `passages_once` ON `passages` (`transcript_id`,`is_translation`,`language`);--> statement-breakpoint
CREATE TABLE `session_statistics` (
	`session_id` text PRIMARY KEY NOT NULL,
	`finals` integer DEFAULT 0 NOT NULL,
	`words` integer DEFAULT 0 NOT NULL,
	`speech_ms` real DEFAULT 0 NOT NULL,
	`translations_done` integer DEFAULT 0 NOT NULL,
	`translations_failed` integer DEFAULT 0 NOT NULL,
	`last_final_at_ms` real,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`session_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `speaker_identities` (
	`session_id` text NOT NULL,
	`speaker_label` text NOT NULL,
	`participant_id` text,
	`display_name` text,
	`first_spoke_at_ms` real NOT NULL,
	`last_spoke_at_ms` real NOT NULL,
	PRIMARY KEY(`session_id`, `speaker_label`),
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`session_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `transcripts` ADD `started_at_ms` real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `transcripts` ADD `word_count` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `transcripts_by_time` ON `transcripts` (`session_id`,`started_at_ms`,`transcript_id`);--> statement-breakpoint
CREATE INDEX `sessions_by_time` ON `sessions` (`opened_at_ms`,`session_id`);--> statement-breakpoint
CREATE VIRTUAL TABLE `passages_search` USING fts5(`tokens`, `scope`, tokenize = 'ascii');--> statement-breakpoint
-- What is deleted leaves the index at once.
INSERT INTO `passages_search` (`passages_search`, `rank`) VALUES ('secure-delete', 1);--> statement-breakpoint
UPDATE `transcripts` SET
	`started_at_ms` = (SELECT `started_at_ms` FROM `captures` WHERE `captures`.`capture_id` = `transcripts`.`capture_id`) + `first_sample` / 16.0,
	`word_count` = count_words(`text`);--> statement-breakpoint
INSERT INTO `correlations` (`transcript_id`, `position`, `first_sample`, `end_sample`, `participant_id`, `display_name`, `speaker_label`, `confidence`)
SELECT `transcript_id`, 0, `first_sample`, `end_sample`, `participant_id`, `display_name`, `speaker_label`, `attribution_confidence` FROM `transcripts`;--> statement-breakpoint
INSERT INTO `speaker_identities` (`session_id`, `speaker_label`, `participant_id`, `display_name`, `first_spoke_at_ms`, `last_spoke_at_ms`)
SELECT `session_id`, `speaker_label`, max(`participant_id`), max(`display_name`), min(`started_at_ms`), max(`started_at_ms` + (`speech_end_sample` - `first_sample`) / 16.0)
FROM `transcripts` WHERE `speaker_label` IS NOT NULL GROUP BY `session_id`, `speaker_label`;--> statement-breakpoint
INSERT INTO `session_statistics` (`session_id`, `finals`, `words`, `speech_ms`, `translations_done`, `translations_failed`, `last_final_at_ms`)
SELECT `session_id`, count(*), sum(`word_count`), sum(`speech_end_sample` - `first_sample`) / 16.0,
	(SELECT count(*) FROM `translations` JOIN `transcripts` AS `said` ON `said`.`transcript_id` = `translations`.`transcript_id` WHERE `said`.`session_id` = `transcripts`.`session_id` AND `status` = 'done'),
	(SELECT count(*) FROM `translations` JOIN `transcripts` AS `said` ON `said`.`transcript_id` = `translations`.`transcript_id` WHERE `said`.`session_id` = `transcripts`.`session_id` AND `status` = 'failed'),
	max(`started_at_ms` + (`speech_end_sample` - `first_sample`) / 16.0)
FROM `transcripts` GROUP BY `session_id`;--> statement-breakpoint
INSERT INTO `passages` (`transcript_id`, `language`, `is_translation`)
SELECT `transcript_id`, `language`, 0 FROM `transcripts`
UNION ALL SELECT `transcript_id`, `target_language`, 1 FROM `translations` WHERE `status` = 'done'
ORDER BY 1, 3, 2;--> statement-breakpoint
INSERT INTO `passages_search` (rowid, `tokens`, `scope`)
SELECT `passage_id`, search_tokens(CASE WHEN `is_translation` THEN `translations`.`text` ELSE `transcripts`.`text` END), search_scope(`session_id`, `passages`.`language`)
FROM `passages` JOIN `transcripts` USING (`transcript_id`)
LEFT JOIN `translations` ON `translations`.`transcript_id` = `passages`.`transcript_id` AND `translations`.`target_language` = `passages`.`language`;--> statement-breakpoint
CREATE VIEW `correlation_effectiveness` AS select "transcripts"."session_id" as session_id, count(*) as spans,
    count("correlations"."speaker_label") as attributed, count("correlations"."display_name") as named,
    avg(case when "correlations"."speaker_label" is not null then "correlations"."confidence" end) as confidence
    from "correlations" join "transcripts" on "transcripts"."transcript_id" = "correlations"."transcript_id"
    group by "transcripts"."session_id";--> statement-breakpoint
CREATE VIEW `session_overview` AS select "sessions"."session_id" as session_id, "sessions"."opened_at_ms" as opened_at_ms,
    coalesce("sessions"."closed_at_ms", "session_statistics"."last_final_at_ms", "sessions"."opened_at_ms") as ended_at_ms,
    "sessions"."closed_at_ms" is null as is_open,
    coalesce("session_statistics"."finals", 0) as finals, coalesce("session_statistics"."words", 0) as words, coalesce("session_statistics"."speech_ms", 0.0) as speech_ms,
    coalesce("session_statistics"."translations_done", 0) as translations_done, coalesce("session_statistics"."translations_failed", 0) as translations_failed,
    (select count(*) from "translations" join "transcripts" on "transcripts"."transcript_id" = "translations"."transcript_id"
      where "transcripts"."session_id" = "sessions"."session_id" and "translations"."status" = 'pending') as translations_pending,
    (select count(*) from "participants" where "participants"."session_id" = "sessions"."session_id") as participants,
    (select count(*) from "speaker_identities" where "speaker_identities"."session_id" = "sessions"."session_id") as speakers,
    (
    select count(*) from "audio_spans" join "captures" on "captures"."capture_id" = "audio_spans"."capture_id"
    where "captures"."session_id" = "sessions"."session_id" and "audio_spans"."kind" = 'gap') as gaps, (
    select coalesce(sum("audio_spans"."sample_count"), 0) / 16.0 from "audio_spans" join "captures" on "captures"."capture_id" = "audio_spans"."capture_id"
    where "captures"."session_id" = "sessions"."session_id" and "audio_spans"."kind" = 'gap') as gap_ms
    from "sessions" left join "session_statistics" on "session_statistics"."session_id" = "sessions"."session_id";--> statement-breakpoint
CREATE VIEW `speaker_statistics` AS select "speaker_identities"."session_id" as session_id, "speaker_identities"."speaker_label" as speaker_label,
    "speaker_identities"."participant_id" as participant_id, "speaker_identities"."display_name" as display_name,
    count(*) as finals, sum("transcripts"."word_count") as words,
    sum("transcripts"."speech_end_sample" - "transcripts"."first_sample") / 16.0 as speech_ms,
    avg("transcripts"."attribution_confidence") as confidence,
    "speaker_identities"."first_spoke_at_ms" as first_spoke_at_ms, "speaker_identities"."last_spoke_at_ms" as last_spoke_at_ms
    from "speaker_identities" join "transcripts" on "transcripts"."session_id" = "speaker_identities"."session_id" and "transcripts"."speaker_label" = "speaker_identities"."speaker_label"
    group by "speaker_identities"."session_id", "speaker_identities"."speaker_label", "speaker_identities"."participant_id", "speaker_identities"."display_name", "speaker_identities"."first_spoke_at_ms", "speaker_identities"."last_spoke_at_ms";--> statement-breakpoint
CREATE VIEW `translation_quality` AS select "transcripts"."session_id" as session_id, "translations"."target_language" as target_language,
    count(*) filter (where "translations"."status" = 'done') as done,
    count(*) filter (where "translations"."status" = 'failed') as failed,
    count(*) filter (where "translations"."status" = 'pending') as pending,
    avg("translations"."confidence") as confidence,
    avg("translations"."settled_at_ms" - "transcripts"."committed_at_ms") as delay_ms
    from "translations" join "transcripts" on "transcripts"."transcript_id" = "translations"."transcript_id"
    group by "transcripts"."session_id", "translations"."target_language";