import { createRouter, createWebHashHistory } from 'vue-router'
import SidebarPage from '../features/sidebar/SidebarPage.vue'
import { say } from '../ui/toast.ts'
import { innerPages, pages } from './pages.ts'

/** Hash routes: the URL that was signed for the SDK never changes. `/customer/:id` is a customer opened from a list. */
export function createAppRouter() {
  const router = createRouter({
    history: createWebHashHistory(),
    // The way back finds a list where it was left.
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
    routes: [
      { path: '/customer/:id?', component: SidebarPage, meta: { isSidebar: true } },
      ...[...pages, ...innerPages].map(({ path, rest = '', title, load }) => ({ path: `${path}${rest}`, component: load, meta: { title } })),
      // `#wechat_redirect` of the login and anything else unknown.
      { path: '/:rest(.*)*', redirect: pages[0]?.path ?? '/customer' },
    ],
  })
  // Its files could not be had. The page that is open stays.
  router.onError(() => say('这一页没有打开，连上网络后再点一次。'))
  return router
}
