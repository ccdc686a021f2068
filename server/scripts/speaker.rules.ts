import type { CustomerFacts } from '../customers/customer-facts.ts'
import type { Viewer } from '../session/viewer.ts'

/** Whose name stands in the words to her: who follows her speaks; anybody else (a lead who looks) reads what her owner would say. */
export const speakerOf = ({ follow, owner }: Pick<CustomerFacts, 'follow' | 'owner'>, viewer: Pick<Viewer, 'name'>): string =>
  follow?.isViewers ? viewer.name : owner?.name ?? viewer.name
