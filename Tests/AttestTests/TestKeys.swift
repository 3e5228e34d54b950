@testable import Attest

/// Keys that were made for these tests with openssl.
enum TestKeys {
    static let ed25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIPu+dSM4P/RYe4fhjWDvboBEwy7D4uExRwY/Kk9PM61U
        -----END PRIVATE KEY-----
        """
    static let ed25519Public = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAcWALb1IufwQ9Kxz5N0o6pWP+G9Gis/V6UjTav9HNmlw=
        -----END PUBLIC KEY-----
        """
    static let otherEd25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIDDj31gsDj3PtppAvLmKVj7Z+CESIb0qNlrTnnGSzND6
        -----END PRIVATE KEY-----
        """
    static let otherEd25519Public = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAB/qEEKyc0awj1pdZ5v3GdLwKCM6RIPbc9tZQlw8Gfqk=
        -----END PUBLIC KEY-----
        """
    static let p256 = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgpROu0aa1px3aQjCf
        mck2kkhsolDc5ggOiiptpIxJxGWhRANCAASxzyBKndiE7ZXMHBvYvep5eNaoZnzd
        IML1Rgy4fRDv/p6mq+5Ii216n12aKYzC0dS/q3oPgy2KnqjnejpUDLAW
        -----END PRIVATE KEY-----
        """
    static let p256Public = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsc8gSp3YhO2VzBwb2L3qeXjWqGZ8
        3SDC9UYMuH0Q7/6epqvuSIttep9dmimMwtHUv6t6D4Mtip6o53o6VAywFg==
        -----END PUBLIC KEY-----
        """
    static let rsa = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCgtbG5IKt6lH6I
        FZnomGEmTfKdpfYlwlsk1O4jg3HD2TvfKy5nycI1yOS7+a90OlA2DFcB08tq6eho
        e8cinTquugvn9rgRpnrCcHgKa1jxezm3IQI03pS5S922NAi6XW0JKAPdRrwf8hab
        lJHLaF5pkeCmtQ1TCGGZes0TolBen65aJM2sAYAYEQBjR5kj/7zyKHEPp6gejyll
        +CJKW1oWR7N1N15QCZL3Te1M9W1XLX5TukQ02uGPfwz2cxXlfML5C3D7mPD8iiV6
        DJ1gyZjYiwQVBUp1IxSvMUohFDI/PEbo7yTpjQEt8nATU6MhAfu+X6P+n3AI8iLa
        ZTQha19ZAgMBAAECggEACxDHpnAV7pBH8BXQrZ/EXK9US7+QJcRuoygYJ5DW5f3Q
        rgqanOHbAfoNqdXE23Nib35FBWawZHGro3oWWY9K6Zn81OF7hheY70dwNIN0sdfi
        vvXCYaKLygBryS5nBXIGXnGHZpaGwIpaPScrLL7IdWtqdQAVZUi386ntcfMkpocr
        OFSVEhZN7STzKFMEmthe48+6GvRT7pp3BuTdWnNW28AOUxPVdarW6atMjdkIa/Ok
        5zn7YitknzlYEIzKnS7CJ0sy2m00qZJI+jHvdygZZw+RJwcZKxd7S8GKnCkORL9u
        JbsxC5WoPNTqyptP7UdeqZkHQSM0yv87fytkFbEHQQKBgQDQYSYjkiBaXCHhPePX
        VI5Fs5ossAB6HRF1fpRIlPIKzFdc3J/mrz3zfr/70QYfFO8tLTG8cRh6aP8MhWTK
        X8UsmyvVDikz143MY/J7WKlciQgXpIlz6HeThEGDHGrup/qjBRifvYtju5KR3Q4H
        RvaHraeG4s5yfNaTAiYuLgIb0QKBgQDFb7db2+hZ/I7cIX5eOe3kf56yDabYhAHZ
        1jTkKF3N2e1/WZUjoylA3viHXCHIAUhIFLKlp0r+0JxZ2y4OI/nxpPdXwfoZ+DMI
        wYVKDOqB97FuYIcsWEUjqTrP6d/mekFkDuC3VccFjKHeLqn+MLadc9/rSga4CjhL
        8WJwAVxVCQKBgFKs2MbwKSnwt/h357f9cl0xPxBP3ECW2+B0Ej0h605heJ/9YOvT
        x46eUWmFqxoV4jdYYQ1VCdM3aUn8etrYWJC0GBX2Al7xPO9FEGXj7X4rWCyZOXfl
        WdwLczqjwcFioEyhrv1h5LXzK9n3jKNSgmmeeoNH5YUDBtdY2PEli+yhAoGALCJv
        AI/F/uegH8E0+GdGsH9+wBqhI2FO8J0bsaz8WxnOJ1ulJRRCEohFUizcOFNhDwvh
        a3pcH14OtV9ziiGsq8HOsMVh3RBIiDqKSyVb/rWZ6iyVyunoerJHvVZwgJrvpyhU
        P2djV/A59urDgVjuWYAfm/8uRVGzh/ZrpNIJC9ECgYEAu6UkgW9j7VWN+xOHLpDW
        E8JvXZNDLtdnMBYK3X5pmQJS8VRaVfuiOnI8XPMf7MTUEBMPFxNCtyMVsS+z6zfa
        c2V/VC1AscGOg0pgB989KMt+Hk4xF8Celn53IZpNz9xchPxLHu9ue4AjUb2hzffq
        v4YrE3QxES5j3eKLpUZ4WWU=
        -----END PRIVATE KEY-----
        """
    static let rsaPublic = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAoLWxuSCrepR+iBWZ6Jhh
        Jk3ynaX2JcJbJNTuI4Nxw9k73ysuZ8nCNcjku/mvdDpQNgxXAdPLaunoaHvHIp06
        rroL5/a4EaZ6wnB4CmtY8Xs5tyECNN6UuUvdtjQIul1tCSgD3Ua8H/IWm5SRy2he
        aZHgprUNUwhhmXrNE6JQXp+uWiTNrAGAGBEAY0eZI/+88ihxD6eoHo8pZfgiSlta
        FkezdTdeUAmS903tTPVtVy1+U7pENNrhj38M9nMV5XzC+Qtw+5jw/IolegydYMmY
        2IsEFQVKdSMUrzFKIRQyPzxG6O8k6Y0BLfJwE1OjIQH7vl+j/p9wCPIi2mU0IWtf
        WQIDAQAB
        -----END PUBLIC KEY-----
        """
    static let p384 = """
        -----BEGIN PRIVATE KEY-----
        MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDDeaWq5qswxtSoKDJez
        MFHqlMCa2bxI7uxPQlilNhkzOC0gENVPGgtWjj4Yq1vZ8w+hZANiAARk9uc5g6C2
        yambBdEOifvMuPhPmsIdHFqqq3kwBbTT0GvrTs/ywOyMOdliQa5Ory3BLpV4cL+u
        rkYsi8QfVZD7lpf/CKkMhZTL2RRYvXgYOdsWRENv1fb5m+8SfKE8pGM=
        -----END PRIVATE KEY-----
        """
    static let p384Public = """
        -----BEGIN PUBLIC KEY-----
        MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEZPbnOYOgtsmpmwXRDon7zLj4T5rCHRxa
        qqt5MAW009Br607P8sDsjDnZYkGuTq8twS6VeHC/rq5GLIvEH1WQ+5aX/wipDIWU
        y9kUWL14GDnbFkRDb9X2+ZvvEnyhPKRj
        -----END PUBLIC KEY-----
        """
    static let encrypted = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAidcF4pQa7A9wICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEELfxIdFkoQjJWcUftpGdjzcEQDcQ
        HpsWqSsOJ5J6prfki1XgI39kuH8/qIMBgJvmrO9x0vy6yYEvUM0mpwvXfUe/AZ4A
        CURm2o7WudMP8wgcEMg=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    static func signing(_ pem: String = ed25519) throws -> SigningKey { try SigningKey(pem: Array(pem.utf8)) }

    static func verifying(_ pem: String = ed25519Public) throws -> VerifyingKey {
        try VerifyingKey(pem: Array(pem.utf8))
    }
}
