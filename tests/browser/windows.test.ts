import { describe } from 'vitest'
import { serveTalk } from '../../tools/serve'
import { openWindows, windowsFollow } from './windows'

openWindows()

describe('windows on the stage', () => windowsFollow(serveTalk, 100, false))
