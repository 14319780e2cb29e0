import type { PlopTypes } from "@turbo/gen";

export default function generator(plop: PlopTypes.NodePlopAPI): void {
  plop.setGenerator("handler", {
    description: "A new handler package",
    prompts: [
      { type: "input", name: "name", message: "Name after handler-, in kebab-case (syslog)" },
      { type: "input", name: "class", message: "Name of its class (SysLogHandler)" },
    ],
    actions: [
      {
        type: "addMany",
        destination: "{{ turbo.paths.root }}/packages/handler-{{ name }}",
        base: "templates/handler",
        templateFiles: "templates/handler/**/*",
      },
      {
        type: "add",
        path: "{{ turbo.paths.root }}/.changeset/handler-{{ name }}.md",
        templateFile: "templates/changeset.md.hbs",
      },
      {
        type: "modify",
        path: "{{ turbo.paths.root }}/tsconfig.json",
        pattern: /("references": \[)/,
        template: '$1\n    { "path": "packages/handler-{{ name }}" },',
      },
      {
        type: "modify",
        path: "{{ turbo.paths.root }}/README.md",
        pattern: /(\n\nImports run one way)/,
        template:
          "\n| [`@log/handler-{{ name }}`](packages/handler-{{ name }}) | `{{ class }}` | everywhere |$1",
      },
    ],
  });
}
