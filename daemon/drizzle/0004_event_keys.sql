-- An event is known by its key instead of its whole text. `event_key` is a function that the store brings; events that were stored twice,
-- with their fields in another order, become one.
CREATE TABLE `__new_events` (
	`event_id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`session_id` text NOT NULL,
	`at_ms` real NOT NULL,
	`event_key` text NOT NULL,
	`event` text NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`session_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `__new_events_once` ON `__new_events` (`session_id`,`event_key`);--> statement-breakpoint
INSERT OR IGNORE INTO `__new_events` (`event_id`, `session_id`, `at_ms`, `event_key`, `event`)
SELECT `event_id`, `session_id`, `at_ms`, event_key(`event`), `event` FROM `events` ORDER BY `event_id`;--> statement-breakpoint
DROP INDEX `__new_events_once`;--> statement-breakpoint
DROP TABLE `events`;--> statement-breakpoint
ALTER TABLE `__new_events` RENAME TO `events`;--> statement-breakpoint
CREATE UNIQUE INDEX `events_once` ON `events` (`session_id`,`event_key`);--> statement-breakpoint
CREATE INDEX `events_by_time` ON `events` (`session_id`,`at_ms`,`event_id`);
