import { alone } from '../alone'

export const plan = alone('english')
