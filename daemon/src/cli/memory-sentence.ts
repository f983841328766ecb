// What whoever runs a daemon must know where nothing is kept on a disk.

export const MEMORY_SENTENCE = 'What is said is kept in memory alone (store.mode): a crash, or the end of the daemon, loses it.';
