let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
let sha = "sha256:\(hash)"
let sha512 = "sha512:" + String(repeating: "a1", count: 64)

func name(ofLength length: Int, after prefix: String) -> String {
    prefix + String(repeating: "a", count: length - prefix.count)
}

/// Accepted texts with their canonical form; many come from distribution/reference's own `normalize_test.go`.
let acceptedReferences: [(text: String, canonical: String)] = [
    ("nginx", "docker.io/library/nginx:latest"),
    ("nginx:1.2", "docker.io/library/nginx:1.2"),
    ("nginx@\(sha)", "docker.io/library/nginx@\(sha)"),
    ("nginx:1.2@\(sha)", "docker.io/library/nginx:1.2@\(sha)"),
    ("library/nginx", "docker.io/library/nginx:latest"),
    ("docker.io/nginx", "docker.io/library/nginx:latest"),
    ("docker.io/library/nginx", "docker.io/library/nginx:latest"),
    ("index.docker.io/nginx", "docker.io/library/nginx:latest"),
    ("index.docker.io/library/nginx:a", "docker.io/library/nginx:a"),
    ("index.docker.io/foo/bar", "docker.io/foo/bar:latest"),
    ("registry-1.docker.io/library/nginx", "registry-1.docker.io/library/nginx:latest"),
    ("docker.io/a/b/c", "docker.io/a/b/c:latest"),
    ("docker/docker", "docker.io/docker/docker:latest"),
    ("library/debian", "docker.io/library/debian:latest"),
    ("debian", "docker.io/library/debian:latest"),
    ("docker.io/docker/docker", "docker.io/docker/docker:latest"),
    ("foo/foo/bar", "docker.io/foo/foo/bar:latest"),
    ("foo_bar", "docker.io/library/foo_bar:latest"),
    ("foo__bar/baz", "docker.io/foo__bar/baz:latest"),
    ("foo--bar/baz---qux", "docker.io/foo--bar/baz---qux:latest"),
    ("foo.com/bar", "foo.com/bar:latest"),
    ("test.com:5000", "docker.io/library/test.com:5000"),
    ("localhost:5000", "docker.io/library/localhost:5000"),
    ("localhost", "docker.io/library/localhost:latest"),
    ("localhost/foo", "localhost/foo:latest"),
    ("localhost:5000/foo:1", "localhost:5000/foo:1"),
    ("localhost/library/nginx", "localhost/library/nginx:latest"),
    ("127.0.0.1/foo", "127.0.0.1/foo:latest"),
    ("127.0.0.1:5000/docker/docker", "127.0.0.1:5000/docker/docker:latest"),
    ("[::1]/foo", "[::1]/foo:latest"),
    ("[2001:db8::1]:5000/repo:t", "[2001:db8::1]:5000/repo:t"),
    ("[fe80::A]/r@\(sha)", "[fe80::a]/r@\(sha)"),
    ("Foo/bar", "Foo/bar:latest"),
    ("LOCALHOST/bar", "localhost/bar:latest"),
    ("Registry.Example.org/a", "registry.example.org/a:latest"),
    ("foo:5000/bar", "foo:5000/bar:latest"),
    ("quay.io/prometheus/node-exporter:v1.8", "quay.io/prometheus/node-exporter:v1.8"),
    ("registry.k8s.io/pause:3.9", "registry.k8s.io/pause:3.9"),
    (
        "docker-registry.discovery.wmnet/restricted/mediawiki-multiversion:2025-03-31-120000-publish",
        "docker-registry.discovery.wmnet/restricted/mediawiki-multiversion:2025-03-31-120000-publish"
    ),
    ("docker-registry.discovery.wmnet:443/a", "docker-registry.discovery.wmnet:443/a:latest"),
    ("a.b/c:\(String(repeating: "t", count: 128))", "a.b/c:\(String(repeating: "t", count: 128))"),
    ("a.b/c:_x.Y-z", "a.b/c:_x.Y-z"),
    ("a.b/c:1", "a.b/c:1"),
    ("a.b/c@\(sha512)", "a.b/c@\(sha512)"),
    ("a.b/c@blake3:\(hash)", "a.b/c@blake3:\(hash)"),
    (
        "a.b/c@multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8",
        "a.b/c@multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8"
    ),
    ("xn--n3h.com/myimage", "xn--n3h.com/myimage:latest"),
    ("xn--7o8h.com/myimage:xn--7o8h.com@\(sha)", "xn--7o8h.com/myimage:xn--7o8h.com@\(sha)"),
    ("foo/foo_bar.com:8080", "docker.io/foo/foo_bar.com:8080"),
    ("a.b/c.d/e_f/g__h/i-j/k", "a.b/c.d/e_f/g__h/i-j/k:latest"),
    ("1.2/3", "1.2/3:latest"),
    ("library/sha256:abc", "docker.io/library/sha256:abc"),
    ("sha256", "docker.io/library/sha256:latest"),
    ("sha256:abc@\(sha)", "docker.io/library/sha256:abc@\(sha)"),
    ("\(hash)0", "docker.io/library/\(hash)0:latest"),
    ("library/\(hash)", "docker.io/library/\(hash):latest"),
    ("a.b:080/c", "a.b:80/c:latest"),
    (name(ofLength: 255, after: "a.b/"), name(ofLength: 255, after: "a.b/") + ":latest"),
    (name(ofLength: 247, after: ""), "docker.io/library/" + name(ofLength: 247, after: "") + ":latest"),
    ("a.b/" + name(ofLength: 255, after: ""), "a.b/" + name(ofLength: 255, after: "") + ":latest"),
]

/// Rejected texts with the message, including the position of the fault.
let refusedReferences: [(text: String, message: String)] = [
    ("", "the reference is empty; expected [REGISTRY/]REPOSITORY[:TAG][@DIGEST]"),
    (" ", "space at character 1; a reference has no whitespace"),
    ("nginx ", "space at character 6; a reference has no whitespace"),
    ("ngi nx", "space at character 4; a reference has no whitespace"),
    ("nginx\t1", #"character "\t" at character 6; a reference has no whitespace"#),
    ("nginx\r\n", #"character "\r\n" at character 6; a reference has no whitespace"#),
    ("n\u{1b}[31m", #"character "\u{1b}" at character 2; a repository has only a-z, 0-9, ".", "_", "-" and "/""#),
    ("n\u{0}", #"character "\u{0}" at character 2; a repository has only a-z, 0-9, ".", "_", "-" and "/""#),
    ("caf\u{e9}", #"character "\u{e9}" at character 4; a repository has only a-z, 0-9, ".", "_", "-" and "/""#),
    (
        "\u{1f600}\u{1f600}/nginx",
        #"character "\u{1f600}" at character 1; a repository has only a-z, 0-9, ".", "_", "-" and "/""#
    ),
    ("https://a.b/c", #"a reference has no "https://"; start with the registry's name"#),
    ("https://u:p@a.b/c", credentials), ("u:p@a.b/c:1", credentials), ("u:p/w@a.b:5000/c@\(sha)", credentials),
    ("docker://nginx", #"a reference has no "docker://"; start with the registry's name"#),
    (hash, "64 hexadecimal characters do not identify an image in a registry; write REPOSITORY@sha256:..."),
    (sha, "a digest alone has no repository; write REPOSITORY@sha256:..."),
    (
        "sha256:abc",
        "it starts like a digest: a sha256 hash has 64 characters, not 3; write REPOSITORY@sha256:..., or for an image "
            + "of that name docker.io/library/sha256:abc"
    ),
    (
        "sha512:\(hash)",
        "it starts like a digest: a sha512 hash has 128 characters, not 64; write REPOSITORY@sha256:..., or for an "
            + "image of that name docker.io/library/sha512:\(hash)"
    ),
    ("@\(sha)", "a digest alone has no repository; write REPOSITORY@sha256:..."),
    (
        "Nginx",
        #"upper case in the repository at character 1; repositories are lower case: "nginx""#
    ),
    (
        "a.b/foo/Bar:T",
        #"upper case in the repository at character 9; repositories are lower case: "a.b/foo/bar""#
    ),
    ("docker/Docker", #"upper case in the repository at character 8; repositories are lower case: "docker/docker""#),
    (
        "Reg.io/x/Y",
        #"upper case in the repository at character 10; repositories are lower case: "Reg.io/x/y""#
    ),
    ("-docker", #"misplaced ".", "_" or "-" in "-docker" at character 1; \#(separators)"#),
    ("-docker/docker", #"misplaced ".", "_" or "-" in "-docker" at character 1; \#(separators)"#),
    ("docker-/x", #"misplaced ".", "_" or "-" in "docker-" at character 1; \#(separators)"#),
    ("a/b..c", #"misplaced ".", "_" or "-" in "b..c" at character 3; \#(separators)"#),
    ("a/b___c", #"misplaced ".", "_" or "-" in "b___c" at character 3; \#(separators)"#),
    ("a/b_-c", #"misplaced ".", "_" or "-" in "b_-c" at character 3; \#(separators)"#),
    ("a/_b", #"misplaced ".", "_" or "-" in "_b" at character 3; \#(separators)"#),
    ("a/.", #"misplaced ".", "_" or "-" in "." at character 3; \#(separators)"#),
    ("a//b", "empty path component at character 3; path components are separated by one slash and none is empty"),
    ("a.b/c/", "empty path component at character 7; path components are separated by one slash and none is empty"),
    ("/a", "empty path component at character 1; path components are separated by one slash and none is empty"),
    (
        "docker///docker",
        "empty path component at character 8; path components are separated by one slash and none is empty"
    ),
    ("a.b/", "no repository at character 5; expected its name after the registry"),
    ("localhost/:1", "no repository at character 11; expected its name after the registry"),
    (":1", "no repository at character 1; expected its name after the registry"),
    ("a.b/@\(sha)", "no repository at character 5; expected its name after the registry"),
    ("-docker.io/docker/docker", #""-docker.io" is not a registry at character 1; \#(registries)"#),
    ("docker..io/x", #""docker..io" is not a registry at character 1; \#(registries)"#),
    ("foo_bar.com/x", #""foo_bar.com" is not a registry at character 1; \#(registries)"#),
    (".io/x", #"".io" is not a registry at character 1; \#(registries)"#),
    ("[::1/x", #""[::1" is not a registry at character 1; \#(registries)"#),
    ("[::g]/x", #""[::g]" is not a registry at character 1; \#(registries)"#),
    ("[fe80::1%eth0]:5000/x", #""[fe80::1%eth0]:5000" is not a registry at character 1; \#(registries)"#),
    ("fe80::1/x", #"bad port ":1" at character 6; expected a number from 1 to 65535"#),
    (":5000/x", #"":5000" is not a registry at character 1; \#(registries)"#),
    ("a.b:/x", "empty port at character 5; expected a number from 1 to 65535"),
    ("a.b:http/x", #"bad port "http" at character 5; expected a number from 1 to 65535"#),
    ("a.b:0/x", #"bad port "0" at character 5; expected a number from 1 to 65535"#),
    ("a.b:65536/x", #"bad port "65536" at character 5; expected a number from 1 to 65535"#),
    ("[::1]:99999/x", #"bad port "99999" at character 7; expected a number from 1 to 65535"#),
    ("nginx:", "empty tag at character 7; write a tag after the colon or leave the colon out"),
    ("nginx:@\(sha)", "empty tag at character 7; write a tag after the colon or leave the colon out"),
    ("nginx:-x", #"tag starting with "-" at character 7; a tag starts with a letter, a digit or "_""#),
    ("nginx:.x", #"tag starting with "." at character 7; a tag starts with a letter, a digit or "_""#),
    ("nginx:a:b", #"character ":" at character 8; a tag has only a-z, A-Z, 0-9, ".", "_" and "-""#),
    ("a/b:c/d", #"character "/" at character 6; a tag has only a-z, A-Z, 0-9, ".", "_" and "-""#),
    ("nginx:1+2", #"character "+" at character 8; a tag has only a-z, A-Z, 0-9, ".", "_" and "-""#),
    ("nginx:{{.Tag}}", #"character "{" at character 7; a tag has only a-z, A-Z, 0-9, ".", "_" and "-""#),
    ("nginx:\(String(repeating: "t", count: 129))", "tag of 129 characters at character 7; a tag has at most 128"),
    ("$IMAGE", #"character "$" at character 1; a repository has only a-z, 0-9, ".", "_", "-" and "/""#),
    ("aa/asdf$$^/aa", #"character "$" at character 8; a repository has only a-z, 0-9, ".", "_", "-" and "/""#),
    ("a\"b", #"quotation mark at character 2; a repository has only a-z, 0-9, ".", "_", "-" and "/""#),
    ("nginx@", "empty digest at character 7; expected sha256: and 64 hexadecimal characters after the @"),
    ("nginx@\(hash)", "bad digest at character 7: a digest has the form algorithm:hash, but there is no colon"),
    ("nginx@sha256:", #"bad digest at character 14: no hash follows "sha256:""#),
    ("nginx@sha256:abc", "bad digest at character 14: a sha256 hash has 64 characters, not 3"),
    (
        "nginx@sha256:\(hash.uppercased())",
        "bad digest at character 14: the hash must be lower-case hexadecimal (0-9, a-f)"
    ),
    (
        "nginx@sha256:\(hash.dropLast())g",
        "bad digest at character 77: the hash must be lower-case hexadecimal (0-9, a-f)"
    ),
    ("nginx@SHA256:\(hash)", #"bad digest at character 7: "SHA256" is not the name of a digest algorithm"#),
    ("nginx@\(sha)@\(sha)", "bad digest at character 14: a sha256 hash has 64 characters, not 136"),
    ("nginx@blake3:a/b", "bad digest at character 14: a blake3 hash has 64 characters, not 3"),
    (
        "nginx@blake3:\(hash.uppercased())",
        "bad digest at character 14: the hash must be lower-case hexadecimal (0-9, a-f)"
    ),
    (
        "nginx@better:a/b",
        "bad digest at character 15: the hash is empty or has a character outside a-z, A-Z, 0-9, =, _, -"
    ),
    ("nginx@\(sha):tag", "bad digest at character 14: a sha256 hash has 64 characters, not 68"),
    (
        "a.b/" + name(ofLength: 256, after: ""),
        "name of 256 characters at character 1; a repository has at most 255"
    ),
    (
        name(ofLength: 248, after: ""),
        "name of 256 characters at character 1; a repository has at most 255"
    ),
]

private let credentials =
    "a reference has no user name and password; leave them out, and use docker login or --authfile"
private let separators =
    #"they are allowed only between letters or digits: one ".", one or two "_", or any number of "-""#
private let registries = "expected HOST, HOST:PORT or [IPV6]:PORT before the first slash"

/// Names without a registry under `--default-registry registry.test:5000`. The rules for what is a registry are those
/// of distribution/reference; `library/` applies only to Docker Hub.
let shortNamesOfAnotherRegistry: [(text: String, canonical: String)] = [
    ("nginx", "registry.test:5000/nginx:latest"),
    ("nginx:1.2", "registry.test:5000/nginx:1.2"),
    ("team/app@\(sha)", "registry.test:5000/team/app@\(sha)"),
    ("library/nginx", "registry.test:5000/library/nginx:latest"),
    ("localhost:5000", "registry.test:5000/localhost:5000"),
    ("docker.io/nginx", "docker.io/library/nginx:latest"),
    ("index.docker.io/nginx", "docker.io/library/nginx:latest"),
    ("docker.io/library/nginx", "docker.io/library/nginx:latest"),
    ("registry-1.docker.io/library/nginx", "registry-1.docker.io/library/nginx:latest"),
    ("localhost/foo", "localhost/foo:latest"),
    ("a.b/c", "a.b/c:latest"),
    ("Foo/bar", "Foo/bar:latest"),
]
