import Record
import Testing

@testable import Registry

/// TOML 1.0.0, section by section.
@Suite struct TOMLTests {
    /// A value on one line; tables have their keys in file order.
    private static func shown(_ value: TOMLValue) -> String {
        switch value {
        case .string(let text): "\"\(text)\""
        case .flag(let flag): "\(flag)"
        case .other(let text): text
        case .list(let list): "[" + list.map(shown).joined(separator: ",") + "]"
        case .table(let table): shown(table)
        case .tables(let tables): "[[" + tables.map { shown($0) }.joined(separator: ",") + "]]"
        }
    }

    private static func shown(_ table: TOMLTable) -> String {
        "{" + table.keys.map { key in "\(key)=" + (table[key].map(shown) ?? "?") }.joined(separator: ",") + "}"
    }

    static let good: [(String, String)] = [
        ("", "{}"), ("# only a comment", "{}"), ("\r\n a = 1 # x\r\n", "{a=1}"),
        (
            "b = 1\na = -2.5e3\nc = 1979-05-27T07:32:00Z\nd = inf\ne = 0xfF",
            "{b=1,a=-2.5e3,c=1979-05-27T07:32:00Z,d=inf,e=0xfF}"
        ),
        ("a-b_1 = true\n\"x.y\" = false\n'q\"' = 1", "{a-b_1=true,x.y=false,q\"=1}"),
        (#"a = "t\t\"\\\u00e9\U0001F600""#, "{a=\"t\t\"\\é😀\"}"), (#"a = 'c:\x'"#, "{a=\"c:\\x\"}"),
        ("a = \"\"\nb = ''\nc = \"\"\"\"\"\"", "{a=\"\",b=\"\",c=\"\"}"),
        ("a = \"\"\"\nx\ny \\\n\n   z\"\"\"", "{a=\"x\ny z\"}"), ("a = '''\n'x''y'''''", "{a=\"'x''y''\"}"),
        ("a = [1, [\"x\", 'y'], # c\n true,\n]", "{a=[1,[\"x\",\"y\"],true]}"), ("a = [ ]", "{a=[]}"),
        ("a = { x = 1, y.z = \"2\" }\nb = {}", "{a={x=1,y={z=\"2\"}},b={}}"),
        ("a.b = 1\na . c = 2", "{a={b=1,c=2}}"),
        ("[z]\n[a.b]\nx=1\n[a]\ny=2", "{z={},a={b={x=1},y=2}}"),
        ("[ a . \"b.c\" ]\nx=1", "{a={b.c={x=1}}}"),
        ("[[a]]\nx=1\n[a.s]\ny=1\n[[a]]\n[[a.t]]\n[[a.t]]", "{a=[[{x=1,s={y=1}},{t=[[{},{}]]}]]}"),
        ("[a]\nb.c=1\n[a.b.d]\ne=1", "{a={b={c=1,d={e=1}}}}"),
    ]

    @Test(arguments: good) func read(text: String, expected: String) throws {
        #expect(try Self.shown(TOMLParser.parse(text)) == expected)
    }

    static let bad: [(String, Int)] = [
        ("a", 1), ("a =", 1), ("= 1", 1), ("a = 1 b = 2", 1), ("a = tru", 1), ("a = }", 1), ("a = ]", 1),
        ("\na = [1, } 2]", 2), ("a = [1 2]", 1), ("a = [", 1), ("a = [\n1,\n,]", 3), ("a = {x = 1,}", 1),
        ("a = {x = 1\n}", 1),
        ("a = \"x", 1), ("a = \"x\ny\"", 1), ("a = \"\\x\"", 1), ("a = \"\\u12\"", 1), ("a = \"\\ud800\"", 1),
        ("a = \"\"\"x", 1), ("a = \"\u{1}\"", 1), ("\"\"\"a\"\"\" = 1", 1), ("a = 1\na = 2", 2), ("[a]\n[a]", 2),
        ("a = 1\n[a]", 2), ("[[a]]\n[a]", 2), ("[a]\n[[a]]", 2), ("a = []\n[[a]]", 2), ("a = {}\n[a.b]", 2),
        ("a = {}\na.b = 1", 2), ("[a.b]\n[a]\nb.c = 1", 3), ("[a", 1), ("[[a]", 1), ("[]", 1), ("[a]]", 1),
        ("[a] x", 1),
        ("a..b = 1", 1), ("a. = 1", 1), ("a = 1\r", 1), ("\u{FEFF}a = 1", 1), ("\u{e9} = 1", 1),
    ]

    @Test(arguments: bad) func refused(text: String, line: Int) throws {
        let fault = try #require(throws: TOMLFault.self) { try TOMLParser.parse(text) }
        #expect(fault.line == line)
    }

    @Test func lineNumbersOfKeysAndTables() throws {
        let root = try TOMLParser.parse("a = [\n1]\n\nb = 1\n[c.d]\nx = 1\n[c]\n[[e]]\n[[e]]\ny = '''\n\n'''\nz = 1")
        #expect(root.line(of: "a") == 1 && root.line(of: "b") == 4)
        #expect(root["c"]?.table?.line == 7 && root["c"]?.table?["d"]?.table?.line == 5)
        #expect(root["e"]?.tables?.map(\.line) == [8, 9])
        #expect(root["e"]?.tables?.last?.line(of: "z") == 13)
    }
}
