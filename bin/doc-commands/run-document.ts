import { setTimeout as wait } from 'node:timers/promises';
import { type CommandStep, type Step, stepsOf } from './document.ts';
import { Sandbox, type Standing } from './sandbox.ts';
import { printsWhatIsShown, Stand } from './shown-output.ts';

/** Commands that stay until somebody ends them, and what they have printed once they are up. */
const standing: readonly (readonly [command: RegExp, up: RegExp])[] = [
  [/^(?:\.\/)?ringwall start\b/, /API key.*\n(?:[\s\S]*Try it:[\s\S]*curl .*\n)?/],
  [/^(?:\.\/)?ringwall ledger witness\b/, /keys:\n(?:\s+- .*\n)+/],
];
/** Long, because the machine may have much else to do. */
const commandMs = 120_000;
const pollMs = 20;

/** What happened to a document. */
export interface DocumentRun {
  readonly commands: number;
  /** Reasons of the blocks that were not run. */
  readonly skipped: readonly string[];
}

/**
 * Does what a document tells its reader to do, with the clone at `root` in one sandbox from beginning to end, and compares what is printed
 * with what is shown. Of a command that fails the document has to show what it prints. Starting the server or a witness again ends
 * the one before.
 *
 * @throws Error that names the line, the command, what is shown and what came
 */
export async function runDocument(
  markdown: string,
  options: { readonly root: string },
): Promise<DocumentRun> {
  const steps = stepsOf(markdown);
  await using sandbox = new Sandbox(options.root);
  const reader = new Reader(sandbox);
  for (const step of steps) {
    await reader.take(step).catch((cause: unknown) => {
      throw new Error(`Line ${step.line}: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      });
    });
  }
  return {
    commands: steps.filter(({ kind }) => kind === 'command').length,
    skipped: steps.flatMap((step) => (step.kind === 'skipped' ? [step.reason] : [])),
  };
}

class Reader {
  readonly #sandbox: Sandbox;
  readonly #stand = new Stand();
  readonly #running = new Map<RegExp, Standing>();

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  async take(step: Step): Promise<void> {
    if (step.kind === 'file') {
      await this.#sandbox.write(
        step.path,
        this.#stand.fillFile(step.content),
        AbortSignal.timeout(commandMs),
      );
    } else if (step.kind === 'command') await this.#command(step);
  }

  async #command(step: CommandStep): Promise<void> {
    const command = this.#stand.fill(step.command);
    const signal = AbortSignal.timeout(commandMs);
    const [stays, up] = standing.find(([pattern]) => pattern.test(command)) ?? [];
    if (stays !== undefined && up !== undefined)
      return await this.#start(step, { command, stays, up, signal });
    const { output, exit } = await this.#sandbox.run(command, signal);
    this.#stand.see(output);
    if (exit !== 0 && !step.shown.some(says))
      throw new Error(`\`${command}\` ended with ${exit}:\n${output}`);
    if (step.shown.length > 0 && !printsWhatIsShown(step.shown, output, this.#stand))
      throw differs(step, output);
  }

  async #start(
    step: CommandStep,
    options: {
      readonly command: string;
      readonly stays: RegExp;
      readonly up: RegExp;
      readonly signal: AbortSignal;
    },
  ): Promise<void> {
    const { stays, up, signal } = options;
    await this.#running.get(stays)?.stop();
    const program = await this.#sandbox.start(options.command.replace(/\s*&\s*$/, ''), signal);
    this.#running.set(stays, program);
    const fits = () => {
      const printed = program.printed();
      // One that does not come up is what the document shows, or it is wrong.
      if (!up.test(printed) && !(program.ended() && step.shown.some(says))) return false;
      return step.shown.length === 0 || printsWhatIsShown(step.shown, printed, this.#stand);
    };
    while (!fits()) {
      if (signal.aborted || (program.ended() && !fits())) throw differs(step, program.printed());
      await wait(pollMs);
    }
    this.#stand.see(program.printed());
    if (!step.interrupted) return;
    await program.stop();
    this.#running.delete(stays);
  }
}

/** Whether a line that is shown is more than room for others. */
function says(line: string): boolean {
  return line.trim() !== '…';
}

function differs({ command, shown }: CommandStep, printed: string): Error {
  return new Error(`\`${command}\` is shown to print\n${shown.join('\n')}\n\nand printed\n${printed}`);
}
