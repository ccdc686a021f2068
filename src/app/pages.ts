import type { Component } from 'vue'
import type { Role } from '../../contract/words.ts'

/** `rest`: what may follow the path. `roles`: who has it in the bar (the page itself says why others can't); without, everybody. */
export interface Page { path: string, rest?: string, title: string, roles?: readonly Role[], load: () => Promise<Component> }

/** Pages of the workbench entry, in the order of the bar at the bottom. A feature adds its line here. */
export const pages: Page[] = [
  { path: '/today', title: '今日', load: () => import('../features/today/TodayPage.vue') },
  { path: '/customers', title: '客户', load: () => import('../features/customers/CustomersPage.vue') },
  { path: '/imports', rest: '/:id?', title: '导入', roles: ['operator', 'admin'], load: () => import('../features/imports/ImportsPage.vue') },
  { path: '/me', title: '我', load: () => import('../features/me/MePage.vue') },
]

/** Pages that a link on another page leads to. */
export const innerPages: Page[] = [
  { path: '/rules', rest: '/:key?', title: '规则', load: () => import('../features/rules/RulesPage.vue') },
  { path: '/settings', title: '联系设置', load: () => import('../features/rules/SettingsPage.vue') },
  { path: '/over-limit', title: '超出次数的联系', load: () => import('../features/team/OverLimitPage.vue') },
  { path: '/bulk', rest: '/:id?', title: '群发', load: () => import('../features/bulk/BulkPage.vue') },
  { path: '/products', title: '商品资料', load: () => import('../features/products/ProductsPage.vue') },
  { path: '/sources', title: '订单来源', load: () => import('../features/sources/SourcesPage.vue') },
  { path: '/welcomes', title: '欢迎语', load: () => import('../features/welcomes/WelcomesPage.vue') },
]
