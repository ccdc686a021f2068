import { useInfiniteQuery, useQuery, useQueryCache } from '@pinia/colada'
import { refDebounced } from '@vueuse/core'
import { computed, ref } from 'vue'
import type { ReplyOf } from '../../../contract/endpoint.ts'
import { changeProduct, createProduct, listProducts, listUnknownGoods } from '../../../contract/products.endpoints.ts'
import type { listProductsWire, Product, ProductFacts, UnknownGoods } from '../../../contract/products.schema.ts'
import { call } from '../../api/call.ts'
import { usePaged } from '../../stores/use-paged.ts'
import { openSheet } from '../../ui/sheet-stack.ts'
import { offerUndo, say } from '../../ui/toast.ts'
import ProductSheet from './ProductSheet.vue'
import { differing, emptyFacts } from './texts.ts'

const typingMs = 250

/** Products by what is typed, goods that no product names, and the sheet in which one is made or changed. */
export function useProducts() {
  const queries = useQueryCache()
  const typed = ref('')
  const settled = refDebounced(typed, typingMs)
  const word = computed(() => typed.value.trim() === '' ? '' : settled.value.trim())
  const list = useInfiniteQuery(() => ({
    key: ['products', 'list', word.value],
    query: ({ pageParam, signal }) => call(listProducts, { query: { ...(word.value && { q: word.value }), ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last: ReplyOf<typeof listProductsWire>) => last.nextCursor,
    staleTime: 5_000, refetchOnWindowFocus: false,
  }))
  const unknown = useQuery({ key: ['products', 'unknown'], query: ({ signal }) => call(listUnknownGoods, { signal }), staleTime: 5_000 })
  const families = computed(() => list.data.value?.pages[0]?.families ?? [])
  const reload = (): void => void Promise.resolve(queries.invalidateQueries({ key: ['products'] })).catch(() => {})

  const write = (product: Pick<Product, 'id' | 'version'>, facts: Partial<ProductFacts>, idempotencyKey?: string): Promise<Product> =>
    call(changeProduct, { params: { id: product.id }, body: { basedOn: product.version, facts }, idempotencyKey }).finally(reload)

  async function add(goods?: UnknownGoods): Promise<void> {
    const made = await openSheet<Product>(ProductSheet, {
      families: families.value, before: emptyFacts(goods), product: null, goods: goods ?? null,
      save: (facts: ProductFacts, idempotencyKey: string) => call(createProduct, { body: facts, idempotencyKey }).finally(reload),
    })
    if (made) say(`已添加「${made.name}」，以前的订单正在重新认`)
  }

  async function edit(product: Product): Promise<void> {
    const changed = await openSheet<Product>(ProductSheet, {
      families: families.value, before: product, product, goods: null,
      save: (facts: ProductFacts, idempotencyKey: string) => write(product, differing(facts, product), idempotencyKey),
    })
    if (!changed || changed.version === product.version) return
    const undo = Object.fromEntries(Object.keys(differing(changed, product)).filter(key => key in emptyFacts()).map(key => [key, product[key as keyof ProductFacts]]))
    offerUndo(`已改好「${changed.name}」`, () => write(changed, undo).then(() => {}))
  }

  return { typed, word, ...usePaged(list), unknown: computed(() => unknown.data.value), add, edit }
}
