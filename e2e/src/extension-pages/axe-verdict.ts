// A page -> what axe finds wrong with it, in lines that a failing test shows; WCAG 2.2 AA and axe's own best practices.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** One line for each element that breaks a rule. */
export async function axeViolations(page: Page): Promise<string[]> {
  // "Legacy": the rules run in the page itself, all at once. Otherwise axe opens a page of its own each time to join the results of
  // frames, of which these pages have none, and takes twice as long.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${help} (${target.join(' ')}) ${any[0]?.message ?? ''}`),
  );
}

/** The same in both colour schemes. */
export async function axeViolationsLightAndDark(page: Page): Promise<Record<'light' | 'dark', string[]>> {
  const inScheme = async (colorScheme: 'light' | 'dark'): Promise<string[]> => {
    await page.emulateMedia({ colorScheme });
    return axeViolations(page);
  };
  return { light: await inScheme('light'), dark: await inScheme('dark') };
}
