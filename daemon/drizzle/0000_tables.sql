CREATE TABLE `audio_spans` (
	`capture_id` text NOT NULL,
	`kind` text NOT NULL,
	`first_sample` integer NOT NULL,
	`sample_count` integer NOT NULL,
	`reason` text,
	PRIMARY KEY(`capture_id`, `kind`, `first_sample`),
	FOREIGN KEY (`capture_id`) REFERENCES `captures`(`capture_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `captures` (
	`capture_id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`source` text NOT NULL,
	`started_at_ms` real NOT NULL,
	`connection_epoch` integer NOT NULL,
	`committed_through` integer DEFAULT 0 NOT NULL,
	`segmenter_state` text,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`session_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `captures_by_session` ON `captures` (`session_id`);--> statement-breakpoint
CREATE TABLE `events` (
	`event_id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`session_id` text NOT NULL,
	`at_ms` real NOT NULL,
	`event` text NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`session_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `events_once` ON `events` (`session_id`,`at_ms`,`event`);--> statement-breakpoint
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
--> statement-breakpoint
CREATE TABLE `sessions` (
	`session_id` text PRIMARY KEY NOT NULL,
	`meeting_url` text,
	`client` text NOT NULL,
	`source_language` text NOT NULL,
	`target_languages` text NOT NULL,
	`opened_at_ms` real NOT NULL,
	`closed_at_ms` real
);
--> statement-breakpoint
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
--> statement-breakpoint
CREATE UNIQUE INDEX `transcripts_by_segment` ON `transcripts` (`capture_id`,`first_sample`);--> statement-breakpoint
CREATE INDEX `transcripts_by_session` ON `transcripts` (`session_id`);--> statement-breakpoint
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
--> statement-breakpoint
CREATE INDEX `translations_by_status` ON `translations` (`status`);