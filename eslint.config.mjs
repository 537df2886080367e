// What is checked beyond the compiler; how it looks is prettier's matter.
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["**/node_modules/", "**/dist/", "coverage/", "docs/api/"] },
  ...tseslint.configs.recommended,
  {
    rules: {
      "no-cond-assign": "error",
      "no-control-regex": "error",
      "no-empty": ["error", { allowEmptyCatch: true }],
      "no-misleading-character-class": "error",
      "no-unsafe-finally": "error",
      "no-useless-escape": "error",
      "require-yield": "error",
    },
  },
  {
    files: ["**/*.ts"],
    rules: {
      // The compiler checks the same, and knows more.
      "@typescript-eslint/no-unused-vars": "off",
    },
  },
  {
    // Loaded when they are first needed: every process of a deployment starts with these files.
    files: ["provider/core/template.ts", "provider/core/xml.ts", "provider/orchestrator/http.ts"],
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    // CommonJS by design: programs as users write them, and files that node runs as they are.
    files: ["**/*.js", "**/*.cjs"],
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // chai: `assert.isTrue` is a call, `expect(x).to.be.true` is not.
      "@typescript-eslint/no-unused-expressions": "off",
    },
  },
);
