import { endpoint } from './endpoint.ts'
import type { changeProductWire, countProductReachWire, createProductWire, listProductsWire, listUnknownGoodsWire } from './products.schema.ts'

export const listProducts = endpoint<typeof listProductsWire>('listProducts', 'GET', '/api/products')
export const listUnknownGoods = endpoint<typeof listUnknownGoodsWire>('listUnknownGoods', 'GET', '/api/products/unknown')
export const createProduct = endpoint<typeof createProductWire>('createProduct', 'POST', '/api/products')
export const changeProduct = endpoint<typeof changeProductWire>('changeProduct', 'PATCH', '/api/products/:id')
export const countProductReach = endpoint<typeof countProductReachWire>('countProductReach', 'GET', '/api/products/:id/reach')
