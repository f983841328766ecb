ALTER TABLE `captures` ADD `tile_wish` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `tile_settings` text;