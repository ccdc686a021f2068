import type { Component } from 'vue'

export interface Page { path: string, title: string, load: () => Promise<Component> }

/** Pages of the workbench entry, in the order of the bar at the bottom. A feature adds its line here. */
export const pages: Page[] = [
  { path: '/me', title: '我', load: () => import('../features/me/MePage.vue') },
]
