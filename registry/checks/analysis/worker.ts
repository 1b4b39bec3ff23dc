/** The thread in which schemas are compared and linted: what a hostile one costs ends with it. */
import { answerTasks } from '../../thread/index.ts'
import { analyse } from './analyse.ts'

answerTasks(analyse)
