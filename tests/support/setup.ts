import { countAnew } from './factories.ts'

countAnew()
