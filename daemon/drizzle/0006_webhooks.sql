CREATE TABLE `webhook_deliveries` (
	`delivery_id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`webhook_id` text NOT NULL,
	`event_id` text NOT NULL,
	`type` text NOT NULL,
	`at_ms` real NOT NULL,
	`session_id` text,
	`transcript_id` integer,
	`target_language` text,
	`bot` text,
	`status` text DEFAULT 'pending' NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_at_ms` real DEFAULT 0 NOT NULL,
	`problem` text,
	FOREIGN KEY (`webhook_id`) REFERENCES `webhooks`(`webhook_id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`session_id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`transcript_id`) REFERENCES `transcripts`(`transcript_id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_deliveries_once` ON `webhook_deliveries` (`webhook_id`,`event_id`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_status` ON `webhook_deliveries` (`webhook_id`,`status`,`delivery_id`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_session` ON `webhook_deliveries` (`session_id`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_transcript` ON `webhook_deliveries` (`transcript_id`);--> statement-breakpoint
CREATE TABLE `webhooks` (
	`webhook_id` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`topics` text NOT NULL,
	`created_at_ms` real NOT NULL,
	`secret` text NOT NULL
);
--> statement-breakpoint
CREATE TRIGGER `webhook_session_started` AFTER INSERT ON `sessions` WHEN new.`closed_at_ms` IS NULL BEGIN
  INSERT INTO `webhook_deliveries` (`webhook_id`, `event_id`, `type`, `at_ms`, `session_id`)
  SELECT `webhook_id`, 'session-started:' || new.`session_id`, 'session.started', new.`opened_at_ms`, new.`session_id`
  FROM `webhooks` WHERE EXISTS (SELECT 1 FROM json_each(`topics`) WHERE value = 'session')
  ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
CREATE TRIGGER `webhook_session_ended` AFTER UPDATE OF `closed_at_ms` ON `sessions` WHEN (old.`closed_at_ms` IS NULL) <> (new.`closed_at_ms` IS NULL) BEGIN
  INSERT INTO `webhook_deliveries` (`webhook_id`, `event_id`, `type`, `at_ms`, `session_id`)
  SELECT `webhook_id`,
    CASE WHEN new.`closed_at_ms` IS NULL THEN 'session-started:' ELSE 'session-ended:' END || new.`session_id` || ':' || CAST(coalesce(new.`closed_at_ms`, old.`closed_at_ms`) AS INTEGER),
    CASE WHEN new.`closed_at_ms` IS NULL THEN 'session.started' ELSE 'session.ended' END,
    coalesce(new.`closed_at_ms`, unixepoch('subsec') * 1000.0), new.`session_id`
  FROM `webhooks` WHERE EXISTS (SELECT 1 FROM json_each(`topics`) WHERE value = 'session')
  ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
CREATE TRIGGER `webhook_transcript` AFTER INSERT ON `transcripts`
WHEN EXISTS (SELECT 1 FROM `sessions` WHERE `session_id` = new.`session_id` AND `closed_at_ms` IS NULL) BEGIN
  INSERT INTO `webhook_deliveries` (`webhook_id`, `event_id`, `type`, `at_ms`, `session_id`, `transcript_id`)
  SELECT `webhook_id`, 'transcript:' || new.`capture_id` || ':' || new.`first_sample`, 'transcript.final', new.`committed_at_ms`, new.`session_id`, new.`transcript_id`
  FROM `webhooks` WHERE EXISTS (SELECT 1 FROM json_each(`topics`) WHERE value = 'transcript')
  ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
CREATE TRIGGER `webhook_translation` AFTER UPDATE OF `status` ON `translations` WHEN old.`status` = 'pending' AND new.`status` <> 'pending' BEGIN
  INSERT INTO `webhook_deliveries` (`webhook_id`, `event_id`, `type`, `at_ms`, `session_id`, `transcript_id`, `target_language`)
  SELECT `webhook_id`, 'translation:' || said.`capture_id` || ':' || said.`first_sample` || ':' || new.`target_language`, 'translation.' || new.`status`,
    coalesce(new.`settled_at_ms`, unixepoch('subsec') * 1000.0), said.`session_id`, new.`transcript_id`, new.`target_language`
  FROM `webhooks`, `transcripts` AS said
  WHERE said.`transcript_id` = new.`transcript_id` AND EXISTS (SELECT 1 FROM json_each(`topics`) WHERE value = 'translation')
  ON CONFLICT DO NOTHING;
END;
