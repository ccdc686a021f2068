import { useQuery } from '@pinia/colada'
import { computed, reactive, ref } from 'vue'
import { countProductReach } from '../../../contract/products.endpoints.ts'
import type { Product, ProductFacts, ProductNeed } from '../../../contract/products.schema.ts'
import { ApiError } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import { useSaving } from '../../stores/use-saving.ts'
import { factsOf, type FieldProblems, figureText, problemsOf, typedOf } from './texts.ts'

const notSound = '有几项没填对，红字处改好再保存。'

/** A product as it is typed: what is wrong stands beside its field, what the server refuses too. `product` null: a new one. */
export function useProductForm(
  before: ProductFacts, product: Product | null, save: (facts: ProductFacts, idempotencyKey: string) => Promise<Product>, done: (product: Product) => void,
) {
  const typed = reactive(typedOf(before))
  const isTried = ref(false)
  const refused = ref<FieldProblems>({})
  const { isSaving, failure, save: saving } = useSaving()
  const local = computed(() => problemsOf(factsOf(typed)))
  const reach = useQuery({
    key: () => ['products', 'reach', product?.id ?? ''], enabled: () => product !== null,
    query: ({ signal }) => call(countProductReach, { params: { id: product!.id }, signal }), staleTime: 30_000,
  })

  function changed(): void {
    refused.value = {}
    failure.value = ''
  }
  function choose(field: 'family' | 'foodClass', value: string): void {
    changed()
    Object.assign(typed, { [field]: value })
  }
  function toggle(need: ProductNeed): void {
    typed.needs = typed.needs.includes(need) ? typed.needs.filter(other => other !== need) : [...typed.needs, need]
  }

  function submit(): void {
    isTried.value = true
    changed()
    if (Object.keys(local.value).length > 0) failure.value = notSound
    else void saving(factsOf(typed), key => save(factsOf(typed), key).catch(besideField), done)
  }
  function besideField(error: unknown): never {
    if (!(error instanceof ApiError)) throw error
    const field = (error.details as { field?: keyof ProductFacts } | undefined)?.field
    if (field) {
      refused.value = { [field]: error.message }
      throw new ApiError(error.code, notSound)
    }
    if (error.code === 'state-conflict') throw new ApiError(error.code, `${error.message}。关掉再打开，就是现在的资料。`)
    throw error
  }

  return {
    typed, isSaving, failure, changed, choose, toggle, submit,
    problems: computed((): FieldProblems => ({ ...(isTried.value && local.value), ...refused.value })),
    effect: computed(() => reach.data.value && `保存后会重新认 ${figureText(reach.data.value.orders)} 笔订单，重排 ${figureText(reach.data.value.customers)} 位客户的提醒。`),
  }
}
