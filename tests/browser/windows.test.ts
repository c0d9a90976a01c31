import { describe } from 'vitest'
import { serveStage } from './serve'
import { openWindows, windowsFollow } from './windows'

openWindows()

describe('windows on the stage', () => windowsFollow(serveStage, 100, false))
