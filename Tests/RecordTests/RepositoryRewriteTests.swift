import OCI
import Testing

@testable import Record

/// Renames by Go's regular expressions.
struct RepositoryRewriteTests {
    @Test(
        "groups, braces and dollar signs as in Go",
        arguments: [
            ("^(.*)$", "mirror/$1", "a/b", "mirror/a/b"), ("^library/(.*)", "hub/${1}x", "library/n", "hub/nx"),
            ("b", "c", "a/b/b", "a/c/c"), ("^(a)/(b)$", "$2/$1", "a/b", "b/a"), ("^a$", "x$2y", "a", nil),
            ("^z", "x", "a", nil), ("a", "a", "a", nil),
        ])
    func names(pattern: String, replacement: String, name: String, renamed: String?) {
        let rewrite = RepositoryRewrite(pattern: pattern, replacement: replacement)
        // `$2y` is a group with the name 2y.
        if replacement == "x$2y" { #expect(rewrite == nil) } else { #expect(rewrite?.applied(to: name) == renamed) }
    }

    @Test("what Go or this program cannot use is none", arguments: ["(", "(?=a)", "(?!a)"])
    func unusable(pattern: String) {
        #expect(RepositoryRewrite(pattern: pattern, replacement: "x") == nil)
        #expect(RepositoryRewrite(pattern: "a", replacement: "$x") == nil)
    }
}
