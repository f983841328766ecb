// @subcam/shared/meet: every Meet selector and text, and what they mean. Nothing else in Subcam names one.
export * from './meet-page.ts';
export * from './meet-participants.ts';
export * from './meet-selectors.ts';
export * from './meet-signs.ts';
export * from './meet-state.ts';
export * from './meet-texts.ts';
export * from './meet-url.ts';
