import type { Action, ActionName } from '../stores/action-context.ts'

/**
 * Which feature does what a `data-do` asks for. Each is loaded with the first tap (and ahead of it when the page is idle).
 * A feature adds its lines here and nowhere else in `app`.
 */
export const actions: Partial<Record<ActionName, () => Promise<Action>>> = {}
