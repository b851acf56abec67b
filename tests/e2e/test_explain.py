"""`preflight explain` through the real program."""

import support


class Explain(support.TestCase):
    def symbols(self, *words):
        result = support.preflight("explain", *words, "--format", "json")
        self.assertEqual(result.code, 0, result.stdout + result.stderr)
        return [m["symbol"] for code in result.json["codes"] for m in code["meanings"]]

    def test_every_spelling_of_a_code_is_the_same(self):
        for words in (["0xC0000135"], ["-1073741515"], ["3221225781"], ["status_dll_not_found"]):
            self.assertEqual(self.symbols(*words)[0], "STATUS_DLL_NOT_FOUND", words)
        self.assertEqual(self.symbols("203/EXEC")[0], "EXIT_EXEC")
        self.assertEqual(self.symbols("wsaeacces")[0], "WSAEACCES")

    def test_a_number_with_several_meanings_is_told_apart(self):
        self.assertGreater(len(self.symbols("5")), 2)
        self.assertEqual(self.symbols("5", "--as", "win32"), ["ERROR_ACCESS_DENIED"])
        self.assertEqual(self.symbols("5", "--as", "sqlite"), ["SQLITE_BUSY"])

    def test_the_console_says_why_and_what_to_do(self):
        result = support.preflight("explain", "1053")
        self.assertEqual(result.code, 0)
        self.assertIn("ERROR_SERVICE_REQUEST_TIMEOUT", result.stdout)
        self.assertIn("preflight diagnose-service", result.stdout)

    def test_what_is_not_known_is_1_and_wrong_usage_2(self):
        unknown = support.preflight("explain", "port.in-uze")
        self.assertEqual(unknown.code, 1)
        self.assertIn("port.in-use", unknown.stdout + unknown.stderr)
        wrong = support.preflight("explain", "5", "--as", "winword")
        self.assertEqual(wrong.code, 2)
        self.assertIn("winword", wrong.stderr)
        self.assertEqual(support.preflight("explain").code, 2)


if __name__ == "__main__":
    support.main()
