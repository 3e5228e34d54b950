import Testing

@testable import OCI

/// Passwords in front of a host are not shown.
struct UserInformationTests {
    @Test(arguments: [
        ("robot:secret@registry.test/app:1", "robot:[hidden]@registry.test/app:1"),
        ("robot:s/e@c:ret@registry.test/app:1", "robot:[hidden]@registry.test/app:1"),
        ("robot:secret@registry.test:5000/app@\(sha)", "robot:[hidden]@registry.test:5000/app@\(sha)"),
        ("robot:secret@localhost", "robot:[hidden]@localhost"),
        ("robot:sec/ret@registry.test", "robot:[hidden]@registry.test"),
        ("https://robot:secret@registry.test/app", "https://[hidden]@registry.test/app"),
        ("http://token@registry.test", "http://[hidden]@registry.test"),
        ("a=https://robot:secret@10.0.0.1:443", "a=https://[hidden]@10.0.0.1:443"),
        // Nothing to hide.
        ("registry.test/app:1@\(sha)", "registry.test/app:1@\(sha)"), ("app:1@\(sha)", "app:1@\(sha)"),
        ("registry.test:5000/app@\(sha)", "registry.test:5000/app@\(sha)"),
        ("registry.test:5000/app@latest", "registry.test:5000/app@latest"),
        ("[::1]:5000/app@latest", "[::1]:5000/app@latest"),
        ("https://registry.test/app@1", "https://registry.test/app@1"),
        ("user@registry.test/app", "user@registry.test/app"), ("", ""), ("@", "@"), ("https://", "https://"),
    ])
    func values(text: String, shown: String) {
        #expect(text.hidingPassword == shown)
        #expect(shown.hidingPassword == shown)
    }

    @Test(arguments: [
        (#"list:3: "robot:secret@registry.test/app": bad"#, #"list:3: "robot:[hidden]@registry.test/app": bad"#),
        ("'https://u:p@a.test'\nb:c@d.test/e f", "'https://[hidden]@a.test'\nb:[hidden]@d.test/e f"),
        ("write NAME:TAG@DIGEST, or REPOSITORY@sha256:...", "write NAME:TAG@DIGEST, or REPOSITORY@sha256:..."),
        ("r.test/app:1@\(sha) differs", "r.test/app:1@\(sha) differs"), ("no sign", "no sign"),
    ])
    func messages(text: String, shown: String) { #expect(text.hidingPasswords == shown) }
}
